import { GnosisError } from "./errors.ts";

const powers = ["", "k", "m", "g", "t", "p"];

/**
 * A number and a unit; `k`, `kb` and `kib` are all 1024 bytes, as everywhere in Docker's own settings. Without flags: a JSON Schema,
 * which this stands in, knows none.
 */
export const sizePattern = /^\d+(?:\.\d+)?\s*(?:[kKmMgGtTpP][iI]?)?[bB]?$/u;

/** Reads a size such as `512MiB`, `512m`, `1.5g` or `4096` as bytes, rounded down; throws INPUT_INVALID for anything else. */
export function parseSize(text: string, where?: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgtp])i?)?b?$/iu.exec(text.trim());
  const power = powers.indexOf((match?.[2] ?? "").toLowerCase());
  const bytes = match === null ? Number.NaN : Math.floor(Number(match[1]) * 1024 ** power);
  if (!Number.isSafeInteger(bytes)) {
    throw new GnosisError("INPUT_INVALID", `'${text}' is not a size.`, {
      ...(where === undefined ? {} : { where }),
      next: "Write a number with a unit, such as 512MiB, 64k, 1.5g, or a plain number of bytes.",
    });
  }
  return bytes;
}

/** Writes bytes as people do: `0B`, `512MiB`, `1.5GiB`; at most two decimals, so it may be rounded. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let power = 0;
  while (Math.abs(value) >= 1024 && power < powers.length - 1) {
    value /= 1024;
    power += 1;
  }
  const unit = power === 0 ? "B" : `${powers[power]?.toUpperCase()}iB`;
  return `${Number(value.toFixed(2))}${unit}`;
}
