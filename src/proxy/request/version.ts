import { GnosisError } from "../../kernel/errors.ts";

/** The oldest API version whose bodies our tables know. */
export const oldestVersion = "1.24";
/** The newest one. */
export const newestVersion = "1.51";

const minor = (version: string): number => Number(version.slice(version.indexOf(".") + 1));

/** The lower of two API versions of major 1. */
export function lowerVersion(a: string, b: string): string {
  return minor(a) <= minor(b) ? a : b;
}

/** Refuses a version prefix outside of what our tables and the engine know, in the engine's own words. */
export function checkVersion(asked: string | undefined, engine: string): void {
  if (asked === undefined) return;
  const newest = lowerVersion(newestVersion, engine);
  if (minor(asked) < minor(oldestVersion) || /\.0[0-9]$/.test(asked))
    throw new GnosisError(
      "INPUT_INVALID",
      `client version ${asked} is too old. Minimum supported API version is ${oldestVersion}, please upgrade your client to a newer version`,
    );
  if (minor(asked) > minor(newest))
    throw new GnosisError(
      "INPUT_INVALID",
      `client version ${asked} is too new. Maximum supported API version is ${newest}`,
    );
}
