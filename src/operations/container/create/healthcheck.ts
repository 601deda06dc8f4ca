import { z } from "zod";
import { duration } from "../../fields/duration.ts";

const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1_000_000);

/** How to tell whether the container is healthy; gives the engine's `Healthcheck`. */
export const healthcheck = z
  .strictObject({
    test: z
      .union([z.string().min(1), z.array(z.string()).min(1)])
      .optional()
      .describe("A shell command, a list of words, or a list that begins with CMD, CMD-SHELL or NONE."),
    interval: duration("Time between two checks.").optional(),
    timeout: duration("Longest time of one check.").optional(),
    start_period: duration("Time in which failures don't count.").optional(),
    retries: z.int().min(0).max(1000).optional().describe("Failures in a row until it is unhealthy."),
    disable: z.boolean().optional().describe("Turns the image's own check off."),
  })
  .transform((given) => {
    if (given.disable === true) return { Test: ["NONE"] };
    const { test } = given;
    const first = typeof test === "object" ? (test[0] ?? "") : "";
    const words = typeof test === "string" ? ["CMD-SHELL", test] : test;
    return {
      ...(words === undefined
        ? {}
        : { Test: typeof test === "string" || /^(CMD|CMD-SHELL|NONE)$/u.test(first) ? words : ["CMD", ...words] }),
      ...(given.interval === undefined ? {} : { Interval: nanoseconds(given.interval) }),
      ...(given.timeout === undefined ? {} : { Timeout: nanoseconds(given.timeout) }),
      ...(given.start_period === undefined ? {} : { StartPeriod: nanoseconds(given.start_period) }),
      ...(given.retries === undefined ? {} : { Retries: given.retries }),
    };
  })
  .describe("How to tell whether it is healthy.");
