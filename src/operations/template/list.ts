import { z } from "zod";
import { define } from "../define.ts";

/** Lists policy templates. */
export const templateList = define({
  id: "template.list",
  summary: "List the policy files to start from, whole.",
  risk: "read",
  http: { method: "GET", path: "/api/policy/templates" },
  input: z.strictObject({}),
  output: z.object({
    templates: z.array(
      z.object({
        name: z.string(),
        summary: z.string().describe("Its first comment."),
        text: z.string().describe("The policy file, YAML."),
      }),
    ),
  }),
  deadline: 10_000,
  errors: ["FIELD_UNKNOWN"],
  examples: [{ title: "All of them", input: {} }],
  run: ({ ports }) =>
    Promise.resolve({
      templates: ports.policy.templates().map(({ name, text }) => ({ name, summary: firstComment(text), text })),
    }),
});

const firstComment = (text: string): string =>
  text
    .split("\n")
    .filter((line) => line.startsWith("#"))
    .map((line) => line.replace(/^#\s*/, ""))
    .join(" ");
