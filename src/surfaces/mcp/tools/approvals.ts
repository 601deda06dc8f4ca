import { z } from "zod";
import { type Instead, insteadText } from "../errors.ts";
import { looks, tool } from "../tool.ts";
import { cut } from "../text/units.ts";

interface Approval {
  readonly id: string;
  readonly state: string;
  readonly operation: string;
  readonly comment: string | null;
  readonly expires: string;
  readonly instead: Instead | null;
}

const meanings: Readonly<Record<string, string>> = {
  pending: "nobody has decided yet; wait again, or tell the person that it waits for them",
  approved: "now make the very same call again",
  denied: "a person said no; do something else",
  edited: "a person approved something safer in its place; make that instead, or leave it",
  expired: "nobody decided in time; that is a no",
  cancelled: "it was taken back",
  changed: "the object changed since; make the call again to ask anew",
  used: "it has been used already",
};

export const approvalWait = tool({
  name: "approval_wait",
  profile: "operate",
  description: "Wait until a person decides on an approval that a call asked for (APPROVAL_REQUIRED).",
  operations: ["approval.wait"],
  hints: looks,
  long: false,
  input: z.strictObject({ approval: z.string(), timeout: z.string().optional() }),
  call: async ({ run }, { approval: id, timeout = "1m" }) => {
    const { value } = await run<Approval | { readonly approval: Approval }>("approval.wait", { id, timeout });
    const one = "approval" in value ? value.approval : value;
    const said = one.comment === null ? "" : ` They say: ${cut(one.comment, 300)}`;
    return {
      text: [
        `${one.operation} ${one.id}: ${one.state}: ${meanings[one.state] ?? ""}.${said}`,
        ...(one.instead === null ? [] : [insteadText(one.instead)]),
      ].join("\n"),
      data: { state: one.state, ...(one.instead === null ? {} : { instead: one.instead }) },
    };
  },
});
