import { z } from "zod";
import { plainText } from "../../../kernel/plain-text.ts";
import { looks, tool } from "../tool.ts";
import { bytesText, cut, shortId } from "../text/units.ts";
import { container } from "./fields.ts";

interface Inspected {
  readonly full_id: string;
  readonly name: string;
  readonly image: string;
  readonly image_id?: string;
  readonly status: string;
  readonly state?: Readonly<Record<string, unknown>>;
  readonly health?: string | null;
  readonly labels?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly ports?: Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[] | null>>;
  readonly mounts?: readonly Readonly<Record<string, unknown>>[];
  readonly env?: readonly string[] | null;
  readonly user?: string;
  readonly working_dir?: string;
  readonly restart_count?: number;
  readonly restart_policy?: { readonly Name?: string; readonly MaximumRetryCount?: number };
  readonly resources?: Readonly<Record<string, unknown>>;
  readonly addresses?: Readonly<Record<string, string>>;
  readonly network_mode?: string;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** The facts about one container that people ask for, one line each; absent ones are left out. */
export function inspectLines(one: Inspected): string[] {
  const state = one.state ?? {};
  const facts: [string, string | undefined][] = [
    ["image", `${one.image} ${shortId(one.image_id ?? "")}`.trim()],
    ["state", stateText(one, state)],
    ["command", cut((one.command ?? []).join(" "), 200)],
    ["ports", portsText(one.ports)],
    ["mounts", (one.mounts ?? []).map(mountText).join("; ")],
    ["networks", networksText(one)],
    ["restart", restartText(one)],
    ["limits", limitsText(one.resources)],
    ["user", one.user === "" ? "root" : one.user],
    ["workdir", one.working_dir],
    [
      "flags",
      [one.privileged === true ? "privileged" : "", one.read_only === true ? "read-only root" : ""]
        .filter(Boolean)
        .join(", "),
    ],
    ["env", (one.env ?? []).map((entry) => cut(entry, 120)).join(" ")],
    ["labels", labelsText(one.labels)],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === "" ? [] : [`${name}: ${value}`]));
}

function stateText(one: Inspected, state: Readonly<Record<string, unknown>>): string {
  const running = one.status === "running";
  const code = running || one.status === "created" ? "" : `, exit ${String(state["ExitCode"])}`;
  const oom = state["OOMKilled"] === true ? ", OOM killed" : "";
  const error = text(state["Error"]) === "" ? "" : `, error: ${cut(text(state["Error"]), 200)}`;
  const health = one.health === null || one.health === undefined ? "" : `, ${one.health}`;
  const time = text(running ? state["StartedAt"] : state["FinishedAt"]).replace(/\.\d+/, "");
  return `${one.status}${code}${oom}${health}${time.startsWith("0001") || time === "" ? "" : `, since ${time}`}${error}`;
}

function portsText(ports: Inspected["ports"]): string {
  return Object.entries(ports ?? {})
    .map(([inside, to]) => {
      const host = to?.[0];
      return host === undefined
        ? `${inside} (not published)`
        : `${host.HostIp || "*"}:${host.HostPort ?? ""}->${inside}`;
    })
    .join(", ");
}

function mountText(mount: Readonly<Record<string, unknown>>): string {
  const source = text(mount["Name"]) || text(mount["Source"]);
  return `${text(mount["Type"])} ${source.length === 64 ? shortId(source) : source}->${text(mount["Destination"])}${mount["RW"] === false ? " ro" : ""}`;
}

function networksText(one: Inspected): string {
  const entries = Object.entries(one.addresses ?? {});
  if (entries.length === 0) return one.network_mode ?? "";
  return entries.map(([name, address]) => (address === "" ? name : `${name} ${address}`)).join(", ");
}

function restartText(one: Inspected): string {
  const most = one.restart_policy?.MaximumRetryCount ?? 0;
  return `${one.restart_policy?.Name || "no"}${most > 0 ? `:${most}` : ""}, restarted ${one.restart_count ?? 0}x`;
}

function limitsText(resources: Inspected["resources"]): string {
  const number = (name: string): number => (typeof resources?.[name] === "number" ? resources[name] : 0);
  const memory = number("memory");
  const cpus = number("cpus");
  const pids = number("pids_limit");
  return `memory ${memory > 0 ? bytesText(memory) : "none"}, cpus ${cpus > 0 ? cpus : "none"}, pids ${pids > 0 ? pids : "none"}`;
}

function labelsText(labels: Inspected["labels"]): string {
  return Object.entries(labels ?? {})
    .filter(
      ([name]) =>
        !/^(?:org\.opencontainers|com\.docker\.compose\.(?:config-hash|image|version|depends_on|container-number|oneoff))/.test(
          name,
        ),
    )
    .map(([name, value]) => `${name}=${cut(value, 80)}`)
    .join(" ");
}

export const containerInspect = tool({
  name: "container_inspect",
  profile: "observe",
  description:
    "One container's configuration and state: ports, mounts, networks, limits, env (secrets masked), labels.",
  operations: ["container.inspect"],
  hints: looks,
  long: true,
  input: z.strictObject({ container }),
  call: async ({ run, fence }, input) => {
    const { value } = await run<Inspected>("container.inspect", { id: input.container });
    // Labels, environment and command are words of whoever made the container or its image.
    const head = [`${value.name} ${value.full_id.slice(0, 12)}`, fence.open("a container's settings")];
    const lines = inspectLines(value).map(plainText);
    return { text: { head, lines, foot: [fence.close()], keep: "start" } };
  },
});
