const units = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Bytes as people read them. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A length of time as people read it. */
export function lasting(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const spans: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [60, "second"],
  [3600, "minute"],
  [86_400, "hour"],
  [86_400 * 60, "day"],
  [Number.POSITIVE_INFINITY, "month"],
];
const sizes: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, month: 2_592_000 };
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How long ago a moment was. */
export function ago(moment: string | number | Date): string {
  const seconds = (new Date(moment).getTime() - Date.now()) / 1000;
  const unit = spans.find(([limit]) => Math.abs(seconds) < limit)?.[1] ?? "month";
  return relative.format(Math.round(seconds / (sizes[unit] ?? 1)), unit);
}

/** The exact moment, for a hover. */
export const exact = (moment: string | number | Date): string =>
  new Date(moment).toISOString().replace("T", " ").replace("Z", " UTC");

/** The first twelve digits of an id. */
export const short = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

/** A sentence with full ids cut to their first twelve digits. */
export const shortIds = (text: string): string => text.replaceAll(/\b[0-9a-f]{64}\b/g, (id) => id.slice(0, 12));
