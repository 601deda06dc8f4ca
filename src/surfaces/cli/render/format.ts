import { formatSize } from "../../../kernel/sizes.ts";

type Value = unknown;

/** How a value stands in a cell. */
export type Format = "text" | "id" | "ago" | "time" | "size" | "list" | "names" | "ports" | "percent" | "yes" | "pairs";

const steps: readonly (readonly [string, number])[] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** A span of seconds in one rounded unit: `3 minutes`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [unit, size] = steps.find(([, step]) => whole >= step) ?? ["second", 1];
  const count = Math.floor(whole / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function moment(value: Value): number | undefined {
  // Engines give some times as Unix seconds, and the year 1 for "never".
  const at = typeof value === "number" ? value * (value < 1e11 ? 1000 : 1) : Date.parse(String(value));
  return Number.isFinite(at) && at > 0 ? at : undefined;
}

/** How long ago a moment was; `-` for never. */
export function ago(value: Value, now = Date.now()): string {
  const at = moment(value);
  if (at === undefined) return "-";
  return at > now ? `in ${span((at - now) / 1000)}` : `${span((now - at) / 1000)} ago`;
}

const isRecord = (value: Value): value is Record<string, Value> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `127.0.0.1:8080->80/tcp` of the engine's port map. */
function ports(value: Value): string {
  if (!isRecord(value)) return "";
  return Object.entries(value)
    .flatMap(([inside, bindings]) =>
      Array.isArray(bindings) && bindings.length > 0
        ? bindings.map((binding: Value) => {
            const { HostIp = "", HostPort = "" } = isRecord(binding) ? binding : {};
            const address = String(HostIp).includes(":") ? `[${String(HostIp)}]` : String(HostIp);
            return `${address === "" ? "" : `${address}:`}${String(HostPort)}->${inside}`;
          })
        : [inside],
    )
    .join(", ");
}

const shortId = (value: Value): string => {
  const id = String(value).replace(/^sha256:/, "");
  return /^[0-9a-f]{13,}$/.test(id) ? id.slice(0, 12) : id;
};

/** A value in one line; what is absent is `-`. */
export function formatValue(value: Value, format: Format = "text"): string {
  if (value === undefined || value === null || value === "") return "-";
  switch (format) {
    case "id":
      return shortId(value);
    case "ago":
      return ago(value);
    case "time":
      return moment(value) === undefined ? "-" : new Date(moment(value) ?? 0).toISOString();
    case "size":
      return typeof value === "number" ? (value < 0 ? "-" : formatSize(value)) : String(value);
    case "percent":
      return typeof value === "number" ? `${value.toFixed(1)}%` : String(value);
    case "yes":
      return value === true ? "yes" : value === false ? "no" : String(value);
    case "ports":
      return ports(value) || "-";
    case "names":
      return (Array.isArray(value) ? value : Object.keys(value)).map(String).join(", ") || "-";
    case "list":
      return Array.isArray(value) ? value.map((item) => formatValue(item)).join(", ") || "-" : formatValue(value);
    case "pairs":
      return isRecord(value)
        ? Object.entries(value)
            .map(([name, item]) => `${name}=${formatValue(item)}`)
            .join(", ") || "-"
        : String(value);
    case "text":
      return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}
