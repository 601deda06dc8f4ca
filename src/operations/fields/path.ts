import { z } from "zod";

/** An absolute path inside a container. */
export const containerPath = (description: string) =>
  z
    .string()
    .min(1)
    .max(4096)
    .regex(/^\/[^\0]*$/u, "must be an absolute path")
    .describe(description);
