import { z } from "zod";
import { define } from "../define.ts";
import { policyChangeErrors, policyReason, textBase, versionNumber } from "./fields.ts";

/** Puts a former policy in force again. */
export const policyRestore = define({
  id: "policy.restore",
  summary: "Put a former version of the policy in force again.",
  description:
    "Its text is checked as any other: operations that it names may be gone by now. It becomes a new version.",
  risk: "host",
  http: { method: "POST", path: "/api/policy/restore" },
  input: z.strictObject({ version: versionNumber, reason: policyReason, base: textBase }),
  output: z.object({ message: z.string(), digest: z.string(), version: z.int() }),
  deadline: 30_000,
  errors: [...policyChangeErrors, "POLICY_VERSION_NOT_FOUND"],
  examples: [{ title: "Back to the third", input: { version: 3, reason: "The new one let too much through" } }],
  run({ ports, caller }, { version, reason, base }) {
    const text = ports.policy.version(version);
    ports.policy.update({ text, reason, by: caller.name, ...(base === undefined ? {} : { base }) });
    const [newest] = ports.policy.versions(1);
    return Promise.resolve({
      message: `Version ${version} of the policy is in force again`,
      digest: ports.policy.show().digest,
      version: newest?.number ?? 0,
    });
  },
});
