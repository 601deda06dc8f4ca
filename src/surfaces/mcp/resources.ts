import { ResourceNotFoundError, type Resource, type ResourceTemplateType } from "@modelcontextprotocol/server";
import { GnosisError } from "../../kernel/errors.ts";
import type { Peer, McpParts } from "./parts.ts";
import { may } from "./list-tools.ts";
import type { Answer, Tool, ToolCall } from "./tool.ts";
import { containerDiagnose, hostDiagnose } from "./tools/diagnose.ts";
import { containerInspect } from "./tools/inspect.ts";
import { containerList } from "./tools/list.ts";
import { logSearch } from "./tools/logs.ts";
import { containerStats } from "./tools/measure.ts";
import { eventList, recordList } from "./tools/past.ts";

/** A resource is a tool's answer under a name: what the guard would not let the tool show, the resource doesn't show either. */
interface Source {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly tool: Tool;
  readonly input: (id: string) => Readonly<Record<string, unknown>>;
}

const fixed: readonly Source[] = [
  {
    uri: "docker://containers",
    name: "containers",
    description: "All containers",
    tool: containerList,
    input: () => ({ all: true }),
  },
  {
    uri: "docker://host",
    name: "host",
    description: "What is wrong on the host",
    tool: hostDiagnose,
    input: () => ({ disk: false }),
  },
  {
    uri: "docker://events",
    name: "events",
    description: "Events of the last hour",
    tool: eventList,
    input: () => ({}),
  },
  {
    uri: "docker://audit",
    name: "audit",
    description: "The newest records of the audit log",
    tool: recordList,
    input: () => ({ limit: 100 }),
  },
];

const templated: readonly Source[] = [
  {
    uri: "docker://containers/{id}",
    name: "container",
    description: "One container",
    tool: containerInspect,
    input: (id) => ({ container: id }),
  },
  {
    uri: "docker://logs/{id}",
    name: "logs",
    description: "A container's last 1,000 log lines",
    tool: logSearch,
    input: (id) => ({ containers: [id], tail: 1_000 }),
  },
  {
    uri: "docker://stats/{id}",
    name: "stats",
    description: "What a container uses now",
    tool: containerStats,
    input: (id) => ({ container: id }),
  },
  {
    uri: "docker://diagnosis/{id}",
    name: "diagnosis",
    description: "Why a container stopped or does not answer",
    tool: containerDiagnose,
    input: (id) => ({ container: id }),
  },
];

const mimeType = "text/plain";

const allowed = (parts: McpParts, peer: Peer) => (source: Source) =>
  source.tool.operations.some((id) => may(parts, peer, id));

/** Resources with a fixed name that the peer may read. */
export function listResources(parts: McpParts, peer: Peer): Resource[] {
  return fixed.filter(allowed(parts, peer)).map(({ uri, name, description }) => ({ uri, name, description, mimeType }));
}

/** Templates that the peer may fill in. */
export function listTemplates(parts: McpParts, peer: Peer): ResourceTemplateType[] {
  return templated
    .filter(allowed(parts, peer))
    .map(({ uri, name, description }) => ({ uriTemplate: uri, name, description, mimeType }));
}

/** What a URI names: a source and the id in it. */
export function findResource(uri: string): { readonly source: Source; readonly id: string } | undefined {
  const known = fixed.find((one) => one.uri === uri);
  if (known !== undefined) return { source: known, id: "" };
  const match = /^(docker:\/\/[a-z]+)\/([^/?#]+)$/.exec(uri);
  const source = templated.find((one) => one.uri === `${match?.[1] ?? ""}/{id}`);
  if (source === undefined || match?.[2] === undefined) return undefined;
  try {
    return { source, id: decodeURIComponent(match[2]) };
  } catch {
    return undefined;
  }
}

/** The text of a resource; an unknown name, or an object that is not there for this caller, is the protocol's not-found error. */
export async function readResource(uri: string, call: ToolCall): Promise<string> {
  const found = findResource(uri);
  if (found === undefined) throw new ResourceNotFoundError(uri);
  try {
    return whole(await found.source.tool.call(call, found.source.input(found.id)));
  } catch (thrown) {
    if (thrown instanceof GnosisError && thrown.status === 404) throw new ResourceNotFoundError(uri, thrown.message);
    throw thrown;
  }
}

function whole({ text }: Answer): string {
  return typeof text === "string" ? text : [...(text.head ?? []), ...text.lines, ...(text.foot ?? [])].join("\n");
}
