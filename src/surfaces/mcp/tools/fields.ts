import { z } from "zod";

/** A container's name or id. */
export const container = z.string().min(1);
/** Several of them. */
export const containers = z.array(z.string().min(1)).min(1).max(16);
/** `10m`, `2h`, or an RFC 3339 time. */
export const since = z.string().describe("10m, 2h, or RFC 3339");
