const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds from `10s`, `1h30m`, `1.5m` or `0`; units are ms, s, m, h, d, w. Throws an Error that says what is expected. */
export function parseDuration(text: string): number {
  const written = text.trim();
  if (written === "0") return 0;
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d|w))+$/.test(written) || written.length > 40)
    throw new Error(`'${text}' is not a duration; write it as 500ms, 10s, 5m, 2h or 1h30m`);
  let sum = 0;
  for (const [, number, unit] of written.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g))
    sum += Number(number) * (durationUnits[unit ?? ""] ?? 0);
  return Math.round(sum);
}

/** Milliseconds as `10s` or `1h30m`: exact, the form that parseDuration reads. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds);
  if (rest <= 0) return "0s";
  let text = "";
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1_000],
    ["ms", 1],
  ] as const) {
    if (rest < size) continue;
    text += `${Math.floor(rest / size)}${unit}`;
    rest %= size;
  }
  return text;
}

const byteSteps = ["", "k", "m", "g", "t", "p"];

/**
 * Bytes from `512MiB`, `512m`, `1.5GB` or `1048576`. As the docker CLI does, every unit is a power of 1024, whether it is
 * written m, MB or MiB. Throws an Error that says what is expected.
 */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgtp])(?:i?b)?|b)?$/i.exec(text.trim());
  const number =
    match === null ? Number.NaN : Number(match[1]) * 1024 ** byteSteps.indexOf((match[2] ?? "").toLowerCase());
  if (!Number.isFinite(number) || number > Number.MAX_SAFE_INTEGER)
    throw new Error(`'${text}' is not a size; write it as 1048576, 512KiB, 64MiB or 1.5GiB`);
  return Math.round(number);
}

/** Bytes for people, to one decimal: `64MiB`, `1.5GiB`, `12B`. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let step = 0;
  while (value >= 1024 && step < byteSteps.length - 1) {
    value /= 1024;
    step += 1;
  }
  const unit = step === 0 ? "B" : `${(byteSteps[step] ?? "").toUpperCase()}iB`;
  return `${Number(value.toFixed(1))}${unit}`;
}
