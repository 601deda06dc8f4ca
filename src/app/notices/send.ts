import type { Notice } from "./notice.ts";

/** Delivers one notice, or throws why it could not; ends when the signal fires. */
export type Send = (notice: Notice, signal: AbortSignal) => Promise<void>;
