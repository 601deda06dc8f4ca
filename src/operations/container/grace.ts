import { GnosisError } from "../../kernel/errors.ts";
import { duration, seconds } from "../fields/duration.ts";

/** The longest time, in seconds, that a container may be given to end. */
const longest = 600;
/** What the engine may need beside the container's own time, in milliseconds. */
const slack = 30_000;

/** How long a container may take to end before it is killed. */
export const graceFields = {
  timeout: duration("How long it may take to end before it is killed; 10s when absent, at most 10m.").optional(),
  timeout_seconds: seconds("The same as a number; at most 600.").optional(),
};

/** Milliseconds until a stop or restart is given up. */
export const graceDeadline = longest * 1000 + 2 * slack;

/** The engine's `t` in whole seconds, and how long its answer may take in milliseconds. */
export function grace(input: { timeout?: number | undefined; timeout_seconds?: number | undefined }): {
  readonly t: number;
  readonly timeout: number;
} {
  const t = Math.ceil(input.timeout_seconds ?? (input.timeout ?? 10_000) / 1000);
  if (t > longest) {
    throw new GnosisError("INPUT_INVALID", `A container can be given at most ${longest} seconds to end.`, {
      where: "/timeout",
    });
  }
  return { t, timeout: t * 1000 + slack };
}
