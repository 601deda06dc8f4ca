import { z } from "zod";
import type { TokenView } from "../../catalogue/ports/token-register.ts";

/** A token as it is shown; never its text. */
export const token = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string(),
  operations: z.array(z.string()).optional().describe("The only operations that it may ask for."),
  scope: z.record(z.string(), z.unknown()).optional().describe("The only objects that it may see."),
  created: z.string().describe("RFC 3339."),
  created_by: z.string(),
  expires: z.string().nullable().describe("RFC 3339; null for never."),
  last_used: z.string().nullable().describe("RFC 3339, to the minute; null for never."),
  revoked: z.string().nullable(),
  state: z.enum(["live", "expired", "revoked"]),
});

/** A token in the form that is answered. */
export function tokenOf(view: TokenView): z.output<typeof token> {
  const { createdBy, lastUsed, operations, scope, expires, revoked, ...rest } = view;
  return {
    ...rest,
    ...(operations === undefined ? {} : { operations: [...operations] }),
    ...(scope === undefined ? {} : { scope: { ...scope } }),
    created_by: createdBy,
    expires: expires ?? null,
    last_used: lastUsed ?? null,
    revoked: revoked ?? null,
  };
}
