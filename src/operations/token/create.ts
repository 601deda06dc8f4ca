import { z } from "zod";
import { define } from "../define.ts";
import { duration, seconds } from "../fields/duration.ts";
import { token, tokenOf } from "./view.ts";

/** Makes a token. */
export const tokenCreate = define({
  id: "token.create",
  summary: "Make a token that lets a caller in with a role; its text is shown this once.",
  description: "Has the risk `host`, since a token of a powerful role reaches everything.",
  risk: "host",
  http: { method: "POST", path: "/api/tokens", status: 201 },
  input: z.strictObject({
    name: z
      .string()
      .regex(
        /^[A-Za-z0-9][\w.@-]{0,62}$/u,
        "must be letters, digits, '_', '.', '@' or '-', beginning with a letter or digit",
      )
      .describe("Who or what it is for; unique among live tokens."),
    role: z.string().min(1).max(100).describe("Role of the policy, such as viewer, operator, developer or admin."),
    operations: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(200)
      .optional()
      .describe("The only operations that it may ask for: `container.*`."),
    scope: z
      .record(z.string(), z.unknown())
      .optional()
      .describe("The only objects that it may see, in the policy's form."),
    expires_in: duration("How long it is good; for ever when absent.").optional(),
    expires_in_seconds: seconds("The same as a number.").optional(),
  }),
  output: z.object({
    message: z.string(),
    token,
    text: z.string().describe("The token itself. It is not kept and not shown again."),
  }),
  deadline: 30_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "CONFLICT", "STORE_FAILED"],
  examples: [
    {
      title: "A token for an assistant, good for 30 days",
      input: { name: "assistant", role: "operator", expires_in: "30d" },
    },
  ],
  run({ ports, caller }, input) {
    const expiresIn =
      input.expires_in ?? (input.expires_in_seconds === undefined ? undefined : input.expires_in_seconds * 1000);
    const made = ports.tokens.create({
      name: input.name,
      role: input.role,
      createdBy: caller.name,
      ...(input.operations === undefined ? {} : { operations: input.operations }),
      ...(input.scope === undefined ? {} : { scope: input.scope }),
      ...(expiresIn === undefined ? {} : { expiresIn }),
    });
    return Promise.resolve({ message: `Token ${input.name} created`, token: tokenOf(made.token), text: made.text });
  },
});
