import { asGnosisError } from "../../../kernel/errors.ts";

const missing = new Set(["CONTAINER_NOT_FOUND", "IMAGE_NOT_FOUND", "NETWORK_NOT_FOUND"]);

/** The engine's answer, or nothing when there is no such object. */
export async function unlessMissing<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (thrown) {
    if (missing.has(asGnosisError(thrown).code)) return undefined;
    throw thrown;
  }
}
