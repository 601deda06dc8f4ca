import { z } from "zod";
import { looks, tool, type Ran } from "../tool.ts";
import { agoText, bytesText, cut, shortId } from "../text/units.ts";

interface ListedContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly status: string;
  readonly health?: string | null;
  readonly project?: string | null;
  readonly state?: { readonly StartedAt?: string; readonly FinishedAt?: string; readonly ExitCode?: number };
  readonly ports?: Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[] | null>>;
}

/** A container in one short line: name, id, state, age, ports; state words are left out where they go without saying. */
function line(one: ListedContainer, now: number): string {
  const running = one.status === "running";
  const at = Date.parse((running ? one.state?.StartedAt : one.state?.FinishedAt) ?? "");
  const ago = Number.isNaN(at) || at < 0 ? "" : ` ${agoText(at, now)}`;
  const code = !running && one.status === "exited" ? `(${one.state?.ExitCode ?? "?"})` : "";
  const health = one.health === "unhealthy" || one.health === "starting" ? ` ${one.health}` : "";
  const ports = Object.entries(one.ports ?? {}).flatMap(([inside, to]) =>
    (to ?? []).slice(0, 1).map((host) => `${host.HostPort ?? ""}->${inside.replace("/tcp", "")}`),
  );
  const open = ports.length === 0 ? "" : ` ${ports.slice(0, 4).join(",")}`;
  return `${one.name} ${one.id.slice(0, 7)} ${one.status}${code}${ago}${health}${open}`;
}

/** Containers under a line with their image and project: what they share is said once. */
export function containerLines(all: readonly ListedContainer[], now = Date.now()): string[] {
  const groups = new Map<string, ListedContainer[]>();
  for (const one of all) {
    const project = one.project === null || one.project === undefined ? "" : ` project=${one.project}`;
    const key = `${cut(one.image.replace(/^sha256:([0-9a-f]{12}).*/, "$1"), 60)}${project}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].flatMap(([key, members]) => [`# ${key}`, ...members.map((one) => line(one, now))]);
}

export const containerList = tool({
  name: "container_list",
  profile: "observe",
  description:
    "List containers, grouped by image: name, id, state, age, host->container ports. Running ones unless all or state.",
  operations: ["container.list"],
  hints: looks,
  long: true,
  input: z.strictObject({
    all: z.boolean().optional(),
    state: z.enum(["created", "running", "paused", "restarting", "exited", "dead"]).optional(),
    health: z.enum(["healthy", "unhealthy"]).optional(),
    name: z.string().optional().describe("part of the name"),
    project: z.string().optional().describe("compose project"),
  }),
  call: async ({ run }, input) => {
    const { state, ...rest } = input;
    const query = { ...rest, ...(state === undefined ? {} : { status: state }) };
    const ran = await run<{ containers: ListedContainer[] }>("container.list", query);
    const all = ran.value.containers;
    const running = all.filter((one) => one.status === "running").length;
    const head = `${all.length} containers, ${running} running${stale(ran)}`;
    return { text: { head: [head], lines: containerLines(all), keep: "start" } };
  },
});

function stale(ran: Ran<unknown>): string {
  return ran.age?.stale === true
    ? ` (stale: the engine's event stream is down, as of ${ran.age.asOf.toISOString()})`
    : "";
}

interface ListedImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly size: number;
  readonly created: string;
}

interface ListedVolume {
  readonly name?: string;
  readonly driver?: string;
  readonly labels?: Readonly<Record<string, string>> | null;
}

interface ListedNetwork {
  readonly name?: string;
  readonly id?: string;
  readonly driver?: string;
  readonly internal?: boolean;
}

const rows = {
  image: (one: ListedImage) => {
    const at = Date.parse(one.created);
    return `${one.tags.length === 0 ? "<untagged>" : one.tags.slice(0, 3).join(" ")} ${shortId(one.id)} ${bytesText(one.size)}${Number.isNaN(at) ? "" : ` ${agoText(at)}`}`;
  },
  volume: (one: ListedVolume) => {
    const project = one.labels?.["com.docker.compose.project"];
    return `${one.name ?? ""}${one.driver === undefined || one.driver === "local" ? "" : ` ${one.driver}`}${project === undefined ? "" : ` project=${project}`}`;
  },
  network: (one: ListedNetwork) =>
    `${one.name ?? ""} ${shortId(one.id ?? "")} ${one.driver ?? ""}${one.internal === true ? " internal" : ""}`,
} as const;

export const objectList = tool({
  name: "object_list",
  profile: "observe",
  description: "List images, volumes or networks.",
  operations: ["image.list", "volume.list", "network.list"],
  hints: looks,
  long: true,
  input: z.strictObject({ kind: z.enum(["image", "volume", "network"]) }),
  call: async ({ run }, { kind }) => {
    const { value } = await run<Readonly<Record<string, unknown>>>(`${kind}.list`, {});
    const all = (value[`${kind}s`] ?? []) as readonly never[];
    return { text: { head: [`${all.length} ${kind}s`], lines: all.map(rows[kind]), keep: "start" } };
  },
});
