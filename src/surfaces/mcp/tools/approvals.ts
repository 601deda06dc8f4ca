import { z } from "zod";
import { type Instead, insteadText } from "../errors.ts";
import { looks, tool } from "../tool.ts";
import type { Fence } from "../text/fence.ts";
import { cut } from "../text/units.ts";

interface Approval {
  readonly id: string;
  readonly state: string;
  readonly operation: string;
  readonly comment: string | null;
  readonly expires: string;
  readonly instead: Instead | null;
  readonly run: Run | null;
}

/** What came of a call that the server makes itself. */
interface Run {
  readonly state: string;
  readonly record?: string;
  readonly answer?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/** Characters of the answer's JSON that are shown; the record has the rest. */
const shown = 1_500;

/** What the server made of it, in words; what ran in a container may have written some of that. */
function ranText({ state, record, answer, error }: Run, fence: Fence): string[] {
  if (error !== undefined) return [`The server made the call itself, and it failed: ${error.code}: ${error.message}`];
  if (state !== "done") return ["The server makes the call itself: wait again for what comes of it."];
  const told = `The server has made the call itself (record ${record ?? ""}): don't make it again.`;
  return [told, ...fence.wrap("answer", [cut(JSON.stringify(answer), shown)])];
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

const madeMeanings: Readonly<Record<string, string>> = {
  approved: "a person said yes",
  used: "a person said yes",
  edited: "a person approved something safer in its place",
};

export const approvalWait = tool({
  name: "approval_wait",
  profile: "operate",
  description: "Wait until a person decides on an approval that a call asked for (APPROVAL_REQUIRED).",
  operations: ["approval.wait"],
  hints: looks,
  long: false,
  input: z.strictObject({ approval: z.string(), timeout: z.string().optional() }),
  call: async ({ run, fence }, { approval: id, timeout = "1m" }) => {
    const { value } = await run<Approval | { readonly approval: Approval }>("approval.wait", { id, timeout });
    const one = "approval" in value ? value.approval : value;
    const said = one.comment === null ? "" : ` They say: ${cut(one.comment, 300)}`;
    // What the server makes itself must not be made again.
    const ran = one.state === "pending" ? null : one.run;
    const means = ran === null ? meanings[one.state] : madeMeanings[one.state];
    return {
      text: [
        `${one.operation} ${one.id}: ${one.state}: ${means ?? ""}.${said}`,
        ...(one.instead === null ? [] : [insteadText(one.instead)]),
        ...(ran === null ? [] : ranText(ran, fence)),
      ].join("\n"),
      data: { state: one.state, ...(one.instead === null ? {} : { instead: one.instead }) },
    };
  },
});
