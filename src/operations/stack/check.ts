import { z } from "zod";
import { define } from "../define.ts";
import { documentText, projectName, stackEnv } from "./fields.ts";
import { keptStacks, versionOf } from "./kept.ts";
import { loadStack } from "./load-stack.ts";
import { hiddenFrom, unmaskDocument, unmaskEnv } from "./mask-document.ts";

const problem = z.object({
  line: z.int().describe("Counted from 1."),
  column: z.int().describe("Counted from 1."),
  path: z.string().describe("Place in the document, such as `services.web.ports[0]`."),
  message: z.string(),
});

/** Checks a document without keeping it. */
export const stackCheck = define({
  id: "stack.check",
  summary: "Check a Compose file without keeping it; problems are told with line and column.",
  description:
    "A field that is not translated is a problem, never dropped. Where the stack of that name is kept, masked values stand for those that it has.",
  risk: "read",
  http: { method: "POST", path: "/api/stacks/check" },
  input: z.strictObject({ document: documentText, env: stackEnv.optional(), name: projectName.default("stack") }),
  output: z.object({
    valid: z.boolean(),
    problems: z.array(problem),
    warnings: z.array(problem).describe("What is worth a look without being wrong."),
    services: z.array(z.string()).describe("In the order in which they start; empty where there are problems."),
  }),
  deadline: 10_000,
  errors: ["INPUT_INVALID", "FIELD_UNKNOWN", "ENGINE_LACKS"],
  examples: [
    { title: "One service", input: { document: "services:\n  web:\n    image: busybox\n    command: httpd -f\n" } },
  ],
  run(context, { document, env = {}, name }) {
    const kept = keptStacks(context).find((one) => one.name === name);
    const former = kept === undefined ? undefined : versionOf(context, kept);
    const filled = unmaskDocument(document, former?.document).text;
    const variables = unmaskEnv(env, former?.env ?? {}).env;
    const { project, problems, warnings } = loadStack(name, filled, variables, hiddenFrom(context, former));
    return Promise.resolve({
      valid: project !== undefined,
      problems: [...problems],
      warnings: [...warnings],
      services: (project?.services ?? []).map((service) => service.name),
    });
  },
});
