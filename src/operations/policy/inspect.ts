import { z } from "zod";
import { define } from "../define.ts";
import { source } from "./fields.ts";

/** Shows the policy in force. */
export const policyInspect = define({
  id: "policy.inspect",
  summary: "Show the policy in force: its file, digest and roles, and what is wrong with the file as it stands.",
  risk: "read",
  http: { method: "GET", path: "/api/policy" },
  input: z.strictObject({}),
  output: z.object({
    digest: z.string().describe("SHA-256 of the policy's canonical form."),
    file: z.string().nullable().describe("null while only the built-in roles count."),
    text: z.string().nullable().describe("The file as it stands; null where there is none."),
    text_digest: z.string().nullable().describe("SHA-256 of that text: what a change of it begins from."),
    read_only: z.string().nullable().describe("Why it can't be changed through this server; null when it can."),
    problem: z.string().nullable().describe("Why the file as it stands is not the policy in force."),
    roles: z.array(z.object({ name: z.string(), description: z.string(), level: z.string(), source })),
  }),
  deadline: 10_000,
  errors: ["FIELD_UNKNOWN"],
  examples: [{ title: "The roles that there are", input: {} }],
  run: ({ ports }) => {
    const { textDigest, readOnly, roles, ...shown } = ports.policy.show();
    return Promise.resolve({ ...shown, text_digest: textDigest, read_only: readOnly, roles: [...roles] });
  },
});
