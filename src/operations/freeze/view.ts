import { z } from "zod";
import type { FreezeView } from "../approval-desk.ts";

/** A stop of all changes. */
export const freeze = z.object({
  id: z.string(),
  token: z
    .object({ id: z.string(), name: z.string() })
    .nullable()
    .describe("The one token that it holds for; null for everybody but admins."),
  reason: z.string(),
  created: z.string().describe("RFC 3339."),
  created_by: z.string(),
  lifted: z.string().nullable().describe("RFC 3339; null while it is in force."),
  lifted_by: z.string().nullable(),
});

/** A freeze in the form that is answered. */
export function freezeOf({ createdBy, liftedBy, token, lifted, ...rest }: FreezeView): z.output<typeof freeze> {
  return {
    ...rest,
    token: token === undefined ? null : { ...token },
    created_by: createdBy,
    lifted: lifted ?? null,
    lifted_by: liftedBy ?? null,
  };
}
