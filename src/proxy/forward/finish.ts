import type { Permit } from "../../guard/guard.ts";
import { asGnosisError, type GnosisError } from "../../kernel/errors.ts";
import { recorded } from "./recorded.ts";

/** Writes a failure as the outcome, and gives the error to throw on. */
export function failed(permit: Permit, thrown: unknown): GnosisError {
  const error = asGnosisError(thrown);
  permit.finish({ ok: false, code: error.code, message: error.message });
  return recorded(error);
}

/** Does the work that a permit allows and writes its outcome, whatever happens; failures are thrown on. */
export async function finishWith<T>(
  permit: Permit,
  work: () => T | Promise<T>,
  ids: () => string[] = () => [],
  result?: (done: T) => Readonly<Record<string, unknown>>,
): Promise<T> {
  try {
    const done = await work();
    const touched = ids();
    permit.finish({
      ok: true,
      ...(touched.length === 0 ? {} : { ids: touched }),
      ...(result === undefined ? {} : { result: result(done) }),
    });
    return done;
  } catch (thrown) {
    throw failed(permit, thrown);
  }
}

/** Sends what a permit allows; a request that fails before it is answered is the outcome. */
export async function sendOrFinish<T>(permit: Permit, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw failed(permit, thrown);
  }
}
