import { z } from "zod";

/** A restart policy as the engine takes it. */
export interface RestartPolicy {
  readonly Name: string;
  readonly MaximumRetryCount: number;
}

const name = z.enum(["", "no", "always", "unless-stopped", "on-failure"]);
const count = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`, or the engine's object; gives the engine's object. */
export const restart = z
  .union([
    z.string().regex(/^(no|always|unless-stopped|on-failure(:\d{1,9})?)$/u),
    z.strictObject({ Name: name, MaximumRetryCount: count.optional() }),
    z.strictObject({ name, maximum_retry_count: count.optional() }),
  ])
  .transform((given): RestartPolicy => {
    if (typeof given === "string") {
      const [policy = "no", retries = "0"] = given.split(":");
      return { Name: policy, MaximumRetryCount: Number(retries) };
    }
    return "Name" in given
      ? { Name: given.Name, MaximumRetryCount: given.MaximumRetryCount ?? 0 }
      : { Name: given.name, MaximumRetryCount: given.maximum_retry_count ?? 0 };
  })
  .describe("When to start it again: `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`.");
