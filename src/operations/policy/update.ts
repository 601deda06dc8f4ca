import { z } from "zod";
import { define } from "../define.ts";
import { policyChangeErrors, policyReason, policyText, textBase } from "./fields.ts";

/** Changes the policy file. */
export const policyUpdate = define({
  id: "policy.update",
  summary: "Change the policy: check the text, write it to the policy file, and put it in force.",
  description:
    "The file stays the truth: it is replaced whole or not at all, and its former text stays in the history. Whoever has this can give " +
    "themselves anything, so that beside admins only a rule that writes out `policy.update` brings it.",
  risk: "host",
  http: { method: "PUT", path: "/api/policy" },
  input: z.strictObject({ policy: policyText, reason: policyReason, base: textBase }),
  output: z.object({ message: z.string(), digest: z.string(), version: z.int() }),
  deadline: 30_000,
  errors: policyChangeErrors,
  examples: [
    {
      title: "A role that looks only",
      input: { policy: "version: 1\nroles:\n  look:\n    allow: [risk:read]\n", reason: "For the wallboard" },
    },
  ],
  run({ ports, caller }, { policy: text, reason, base }) {
    ports.policy.update({ text, reason, by: caller.name, ...(base === undefined ? {} : { base }) });
    const [newest] = ports.policy.versions(1);
    return Promise.resolve({
      message: "The policy is in force",
      digest: ports.policy.show().digest,
      version: newest?.number ?? 0,
    });
  },
});
