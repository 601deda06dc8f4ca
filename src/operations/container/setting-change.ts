import { z } from "zod";
import type { ConfigChange } from "../../engine/config-history/config-diff.ts";

/** One setting that differs; what was or is not there is null. */
export const change = z.object({
  path: z.string().describe("Such as `HostConfig.Memory` or `Config.Env.PATH`."),
  before: z.unknown(),
  after: z.unknown(),
});

/** The change for callers. */
export const changeView = ({ path, before = null, after = null }: ConfigChange): z.output<typeof change> => ({
  path,
  before,
  after,
});
