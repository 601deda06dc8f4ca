import { GnosisError } from "../kernel/errors.ts";

/** The oldest and the newest API version whose bodies and answers we know. */
export const oldestApi = "1.40";
export const newestApi = "1.51";

/** Below zero when `a` is older than `b`, above when newer. */
export function compareApi(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split(".").map(Number);
  const [bMajor = 0, bMinor = 0] = b.split(".").map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

/** The version to speak with an engine whose newest is `offered`; throws ENGINE_LACKS for an engine that is too old. */
export function negotiate(offered: string): string {
  if (!/^\d+\.\d+$/.test(offered))
    throw new GnosisError("ENGINE_FAILED", "The engine does not say which API version it has.");
  if (compareApi(offered, oldestApi) < 0) {
    throw new GnosisError(
      "ENGINE_LACKS",
      `The engine speaks API ${offered}; ${oldestApi} (Docker 19.03) is the oldest that works.`,
    );
  }
  return compareApi(offered, newestApi) > 0 ? newestApi : offered;
}
