import { formatValue, span, type Format } from "./format.ts";

/** One column of a list. */
export interface Column {
  readonly header: string;
  /** Where in the item the value is, such as `state.Status`; the first path that holds something counts. */
  readonly paths: readonly string[];
  readonly format: Format;
  /** Left out of the table when no row has a value. */
  readonly optional?: boolean;
  /** Takes the place of paths and format. */
  readonly show?: (item: Readonly<Record<string, unknown>>) => string;
}

const column = (header: string, path: string, format: Format = "text", optional = false): Column => ({
  header,
  paths: path.split("|"),
  format,
  optional,
});

/** The value at a dotted path. */
export function at(item: unknown, path: string): unknown {
  let value = item;
  for (const step of path.split("."))
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  return value;
}

/** `Up 3 minutes (healthy)`, `Exited (137) 2 hours ago`: as the docker CLI says it, from the engine's state. */
function containerStatus(item: Readonly<Record<string, unknown>>): string {
  const status = formatValue(item["status"]);
  const health = item["health"];
  const since = (path: string) => {
    const started = Date.parse(String(at(item, path)));
    return started > 0 ? span((Date.now() - started) / 1000) : undefined;
  };
  if (status === "running" || status === "paused") {
    const up = since("state.StartedAt");
    const note = status === "paused" ? "paused" : typeof health === "string" ? health : undefined;
    return `${up === undefined ? status : `up ${up}`}${note === undefined ? "" : ` (${note})`}`;
  }
  if (status === "exited" || status === "dead") {
    const ended = since("state.FinishedAt");
    const code = at(item, "state.ExitCode");
    return `${status}${code === undefined ? "" : ` (${String(code)})`}${ended === undefined ? "" : ` ${ended} ago`}`;
  }
  return status;
}

const targetNames = ({ targets }: Readonly<Record<string, unknown>>): string =>
  Array.isArray(targets) && targets.length > 0
    ? targets.map((target) => formatValue(at(target, "name"))).join(", ")
    : "-";

/** How a recorded call ended: `done`, or the code of its error. */
const recordResult = (item: Readonly<Record<string, unknown>>): string =>
  formatValue(item["code"] ?? at(item, "outcome.code") ?? item["state"]);

/** The columns of lists, by the name of the list in the answer. */
export const listColumns: Readonly<Record<string, readonly Column[]>> = {
  containers: [
    column("ID", "id", "id"),
    column("NAME", "name"),
    column("IMAGE", "image", "id"),
    { header: "STATUS", paths: [], format: "text", show: containerStatus },
    column("CREATED", "created", "ago"),
    column("PROJECT", "project", "text", true),
    column("PORTS", "ports", "ports"),
  ],
  images: [
    column("ID", "id|full_id", "id"),
    column("TAGS", "tags|reference", "list"),
    column("SIZE", "size|size_bytes", "size"),
    column("CREATED", "created", "ago", true),
  ],
  volumes: [
    column("NAME", "name"),
    column("DRIVER", "driver"),
    column("CREATED", "created|created_at", "ago"),
    column("SIZE", "size|size_bytes", "size", true),
    column("LABELS", "labels", "pairs", true),
  ],
  networks: [
    column("ID", "id", "id"),
    column("NAME", "name"),
    column("DRIVER", "driver"),
    column("SCOPE", "scope"),
    column("INTERNAL", "internal", "yes"),
  ],
  records: [
    column("RECORD", "id"),
    column("TIME", "time", "time"),
    column("CALLER", "caller.name"),
    column("OPERATION", "operation|note"),
    { header: "TARGET", paths: [], format: "text", show: targetNames },
    column("DECISION", "decision.effect"),
    { header: "RESULT", paths: [], format: "text", show: recordResult },
  ],
  stats: [
    column("CPU", "cpu_percent", "percent"),
    column("MEMORY", "memory_working_set|memory_usage", "size"),
    column("LIMIT", "memory_limit", "size"),
    column("MEMORY %", "memory_percent", "percent"),
    column("RECEIVED", "network_rx_bytes", "size"),
    column("SENT", "network_tx_bytes", "size"),
    column("PIDS", "pids"),
  ],
  removed: [
    column("ID", "id", "id"),
    column("NAME", "name"),
    column("IMAGE", "image", "id"),
    column("REMOVED", "removed", "ago"),
    column("BY", "removed_by"),
    column("EXPIRES", "expires", "ago"),
    column("SIZE", "bytes", "size"),
  ],
  approvals: [
    column("ID", "id"),
    column("STATE", "state"),
    column("ASKED", "asked", "ago"),
    column("EXPIRES", "expires", "ago"),
    column("CALLER", "caller.name"),
    column("RISK", "risk"),
    column("WHAT", "summary"),
  ],
  freezes: [
    column("ID", "id"),
    column("TOKEN", "token.name|token"),
    column("CREATED", "created", "ago"),
    column("BY", "created_by"),
    column("LIFTED", "lifted", "ago"),
    column("REASON", "reason"),
  ],
  builds: [
    column("ID", "build_id"),
    column("STATUS", "status"),
    column("PROJECT", "project"),
    column("TAG", "tag"),
    column("STARTED", "started", "ago"),
    column("ERROR", "error", "text", true),
  ],
  points: [
    column("TIME", "time", "time"),
    column("CPU", "cpu_percent", "percent"),
    column("CPU PEAK", "cpu_percent_peak", "percent"),
    column("MEMORY", "memory", "size"),
    column("MEMORY PEAK", "memory_peak", "size"),
    column("LIMIT", "memory_limit", "size"),
    column("PIDS", "pids"),
  ],
  steps: [
    column("RECORD", "record"),
    column("TIME", "time", "time"),
    column("OPERATION", "operation"),
    column("TARGET", "target"),
    column("STATE", "state"),
    column("UNDO", "summary"),
  ],
  endpoints: [
    column("NAME", "name"),
    column("KIND", "kind"),
    column("ADDRESS", "address"),
    column("USUAL", "usual", "yes", true),
    column("OK", "ok", "yes", true),
    column("ENGINE", "engine", "text", true),
    column("VERSION", "version", "text", true),
    column("API", "api_version", "text", true),
    column("RIGHTS", "rights", "text", true),
    column("MS", "latency_ms", "text", true),
    column("CLOCK", "clock_ms", "text", true),
    column("PROBLEM", "error.message", "text", true),
  ],
  sandboxes: [
    column("NAME", "name"),
    column("STATE", "state"),
    column("OWNER", "owner"),
    column("ENDS", "ends", "time"),
    column("CPUS", "cpus"),
    column("MEMORY", "memory_bytes", "size"),
    column("DISK", "disk_bytes", "size"),
    column("NETWORK", "network"),
    column("SOCKET", "socket", "text", true),
    column("REASON", "reason", "text", true),
  ],
  changes: [column("KIND", "kind"), column("PATH", "path")],
  events: [
    column("TIME", "time", "time"),
    column("TYPE", "type"),
    column("ACTION", "action"),
    column("NAME", "name|id", "id"),
    column("EXIT CODE", "attributes.exitCode", "text", true),
    column("BY", "by.caller.name|by.caller|by.name", "text", true),
  ],
  tokens: [
    column("ID", "id"),
    column("NAME", "name"),
    column("ROLE", "role"),
    column("STATE", "state"),
    column("CREATED", "created", "ago"),
    column("EXPIRES", "expires", "ago"),
    column("LAST USED", "last_used|lastUsed", "ago"),
    column("LIMITED TO", "operations", "list", true),
  ],
};

function guessed(items: readonly Readonly<Record<string, unknown>>[]): readonly Column[] {
  const names = new Set(items.flatMap((item) => Object.keys(item)));
  const plain = [...names].filter((name) =>
    items.every((item) => typeof item[name] !== "object" || item[name] === null),
  );
  return plain.slice(0, 7).map((name) => {
    const format: Format = /bytes$|^size/.test(name) ? "size" : /(^|_)id$/.test(name) ? "id" : "text";
    return column(name.replaceAll("_", " ").toUpperCase(), name, format, true);
  });
}

/** Whether the engine has a column: rows of a list over all engines say theirs, records always do and need it only to tell two apart. */
function namesEngines(list: string, items: readonly Readonly<Record<string, unknown>>[]): boolean {
  const names = new Set(
    items.map(({ endpoint }) => endpoint).filter((name) => typeof name === "string" && name !== ""),
  );
  return names.size > (list === "records" || list === "approvals" ? 1 : 0);
}

/** Headers and cells of a list of items. */
export function tabulate(
  list: string,
  items: readonly Readonly<Record<string, unknown>>[],
): { readonly headers: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const own = listColumns[list] ?? guessed(items);
  const columns = namesEngines(list, items) ? [column("ENDPOINT", "endpoint"), ...own] : own;
  const cell = (item: Readonly<Record<string, unknown>>, { paths, format, show }: Column): string => {
    if (show !== undefined) return show(item);
    const values = paths.map((path) => at(item, path));
    return formatValue(
      values.find((value) => value !== undefined && value !== null),
      format,
    );
  };
  const rows = items.map((item) => columns.map((one) => cell(item, one)));
  const kept = columns.map((one, index) => one.optional !== true || rows.some((row) => row[index] !== "-"));
  return {
    headers: columns.filter((_, index) => kept[index]).map(({ header }) => header),
    rows: rows.map((row) => row.filter((_, index) => kept[index])),
  };
}
