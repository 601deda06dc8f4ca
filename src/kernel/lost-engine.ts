import { GnosisError } from "./errors.ts";

/** Whether an error says that the engine as a whole can't be asked, so that what is known of it is all there is. */
export const isLost = (error: unknown): error is GnosisError =>
  error instanceof GnosisError && (error.code === "ENGINE_UNREACHABLE" || error.code === "ENGINE_TIMEOUT");
