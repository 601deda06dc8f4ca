import type { Answer, Ran, ToolCall } from "../../tool.ts";
import { agoText, shortId } from "../../text/units.ts";
import { containersText, type StackContainer } from "./containers.ts";
import { marked } from "./marked.ts";
import { pastLines, warningLines, type Deployment, type Version } from "./versions.ts";

interface Listed {
  readonly name: string;
  readonly state: string;
  readonly running: number;
  readonly containers: number;
  readonly services: readonly { readonly name: string; readonly running: number; readonly containers: number }[];
  readonly version: string | null;
  readonly saved: string | null;
  readonly deployed: string | null;
  readonly deployed_version: string | null;
}

interface Service {
  readonly name: string;
  readonly image: string | null;
  readonly wanted: number | null;
  readonly running: number;
  readonly profiles: readonly string[];
  readonly containers: readonly StackContainer[];
}

interface Inspected {
  readonly name: string;
  readonly state: string;
  readonly version: string | null;
  readonly current: string | null;
  readonly document: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly masked: boolean;
  readonly warnings: readonly string[];
  readonly services: readonly Service[];
  readonly networks: readonly { readonly name: string }[];
  readonly volumes: readonly { readonly name: string }[];
  readonly versions: readonly Version[];
  readonly deployments: readonly Deployment[];
}

/** Of each, so many are shown; history has more. */
const mostPast = 5;

const ago = (time: string | null): string => `${agoText(Date.parse(time ?? ""))} ago`;

function listedText(one: Listed): string {
  const services = one.services.map(({ name, running, containers }) => `${name} ${running}/${containers}`).join(", ");
  const saved = one.version === null ? "no document is kept here" : `${shortId(one.version)} saved ${ago(one.saved)}`;
  const which = one.deployed_version === one.version ? "" : `${shortId(one.deployed_version ?? "")} `;
  const up = one.deployed === null ? "" : `, ${which}brought up ${ago(one.deployed)}`;
  return `${one.name} ${one.state} (${services}); ${saved}${up}`;
}

/** The stacks that there are. */
export function tellList(
  { value }: Ran<{ readonly stacks: readonly Listed[] }>,
  { fence }: Pick<ToolCall, "fence">,
): Answer {
  const { stacks } = value;
  const text = marked(fence, `${stacks.length} stacks`, "names of projects and services", stacks.map(listedText));
  return { text, data: { count: stacks.length } };
}

function serviceText({ name, image, wanted, running, profiles, containers }: Service): string {
  const of = profiles.length === 0 ? "" : `, profiles ${profiles.join(" ")}`;
  const told = containers.length === 0 ? "" : `: ${containersText(containers)}`;
  return `service ${name}${image === null ? "" : ` ${image}`}, ${running}/${wanted ?? containers.length} running${of}${told}`;
}

const named = (what: string, all: readonly string[]): string[] =>
  all.length === 0 ? [] : [`${what}: ${all.join(" ")}`];

/** A stack with its containers, its past, and its document last, since that is the longest. */
export function tellStack({ value }: Ran<Inspected>, { fence }: Pick<ToolCall, "fence">): Answer {
  const { name, state, version, current, document, env, masked } = value;
  const counts = version === current ? "" : ` (${shortId(current ?? "")} counts)`;
  const note = masked ? "; saved again, each [masked] stays what it was in its place" : "";
  const kept = version === null ? "no document is kept here" : `version ${shortId(version)}${counts}${note}`;
  const lines = [
    ...value.services.map(serviceText),
    ...named("networks", value.networks.map((one) => one.name)), // prettier-ignore
    ...named("volumes", value.volumes.map((one) => one.name)), // prettier-ignore
    ...pastLines(value.versions.slice(0, mostPast), value.deployments.slice(0, mostPast)),
    ...warningLines(value.warnings),
    ...named("env", Object.entries(env).map(([variable, given]) => `${variable}=${given}`)), // prettier-ignore
    ...(document === null ? [] : ["document:", ...document.trimEnd().split("\n")]),
  ];
  const text = marked(fence, `${name} ${state}, ${kept}`, "a stack's document and containers", lines);
  return { text, data: { state, version, current } };
}
