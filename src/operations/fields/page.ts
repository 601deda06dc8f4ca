import { z } from "zod";

/** How many entries a list may have at most. */
export const limit = z.int().min(1).max(10_000).describe("The most entries to give.");
