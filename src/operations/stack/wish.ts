import { z } from "zod";
import { projectName, versionHash } from "./fields.ts";
import type { UpWish } from "./plan-up.ts";

const names = (description: string) => z.array(z.string().min(1).max(255)).min(1).optional().describe(description);

/** How a stack is to be brought up: the fields that planning and doing have in common. */
export const wishFields = {
  name: projectName,
  version: versionHash.optional().describe("The version to bring up; the one that counts when absent."),
  services: names("Only these services, with what they wait for."),
  profiles: names("Profiles to take; `*` for all."),
  pull: z.enum(["always", "missing", "never"]).optional().describe("When images are fetched; as the document says when absent."), // prettier-ignore
  force: z.boolean().default(false).describe("Recreates containers that could stay as they are."),
  orphans: z.boolean().default(false).describe("Removes containers of services that are not in the document."),
};

const wishObject = z.object(wishFields);

/** The wish in the words of planning. */
export const wishOf = ({ services, profiles, pull, force, orphans }: z.output<typeof wishObject>): UpWish => ({
  ...(services === undefined ? {} : { services }),
  ...(profiles === undefined ? {} : { profiles }),
  ...(pull === undefined ? {} : { pull }),
  ...{ force, orphans },
});

/** A plan's id. */
export const planField = z
  .string()
  .regex(/^[0-9a-f]{32}$/u)
  .optional()
  .describe("The id of stack.plan: refused when something else would be done by now. An approval covers the steps of a plan that is named, and of no other."); // prettier-ignore
