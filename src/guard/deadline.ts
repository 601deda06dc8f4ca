import { GnosisError } from "../kernel/errors.ts";

/** A signal that fires when the caller goes away or the time is over, and what an abort then means. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** The error that a caller gets for what was thrown: ENGINE_TIMEOUT when the time was over. */
  readonly explain: (thrown: unknown) => unknown;
  readonly clear: () => void;
}

/** Starts a deadline of so many milliseconds beside the caller's own signal; `none` never ends by itself. */
export function startDeadline(milliseconds: number | "none", caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  let over = false;
  const timer =
    milliseconds === "none"
      ? undefined
      : setTimeout(() => {
          over = true;
          controller.abort(
            new GnosisError("ENGINE_TIMEOUT", `There was no answer within ${milliseconds / 1000} seconds.`),
          );
        }, milliseconds);
  const forward = (): void => controller.abort(caller?.reason);
  if (caller?.aborted === true) forward();
  else caller?.addEventListener("abort", forward, { once: true });
  return {
    signal: controller.signal,
    explain: (thrown) => (over && !(thrown instanceof GnosisError) ? (controller.signal.reason as unknown) : thrown),
    clear: () => {
      clearTimeout(timer);
      caller?.removeEventListener("abort", forward);
    },
  };
}
