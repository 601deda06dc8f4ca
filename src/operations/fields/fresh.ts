import { z } from "zod";

/** Asks past the live state. */
export const fresh = z.boolean().default(false).describe("Asks the engine itself instead of what is kept in memory.");
