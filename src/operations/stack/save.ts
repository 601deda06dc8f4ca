import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { define } from "../define.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import { stackErrors } from "./errors.ts";
import { documentText, projectName, stackEnv, versionHash } from "./fields.ts";
import { reaches, reachOf, shelfOf } from "./kept.ts";
import { loadOrRefuse } from "./load-stack.ts";
import { hiddenFrom, unmaskDocument, unmaskEnv } from "./mask-document.ts";

/** Keeps a document. */
export const stackSave = define({
  id: "stack.save",
  summary: "Keep a stack's Compose file and variables as a new version; nothing is brought up by that.",
  description:
    "A masked value stands for the one that the former version has in its place. Every container of the document must be in the caller's scope.",
  risk: "change",
  http: { method: "PUT", path: "/api/stacks/{name}" },
  input: z.strictObject({
    name: projectName,
    document: documentText,
    env: stackEnv.optional().describe("Variables that `${NAME}` in the document stands for; those of the former version when absent."), // prettier-ignore
    reason: z.string().min(1).max(500).optional().describe("Why; it stands in the history."),
    base: versionHash.optional().describe("The version that it was made from: refused when another one counts by now."),
  }),
  output: z.object({
    message: z.string().describe("What was done, for people."),
    name: z.string(),
    version: z.string().describe("Hash of the version that counts now."),
    former: z.string().nullable().describe("Hash of the one that counted before."),
    warnings: z.array(z.string()),
  }),
  deadline: 10_000,
  errors: [...stackErrors, "STACK_INVALID", "CONFLICT", "FORBIDDEN", "LIMIT_REACHED", "STORE_FAILED"],
  examples: [
    {
      title: "One service with a variable",
      input: {
        name: "shop",
        document: "services:\n  web:\n    image: busybox:${TAG:-latest}\n    command: httpd -f\n",
        env: { TAG: "1.36" },
        reason: "First version",
      },
    },
  ],
  run(context, { name, document, env, reason, base }) {
    const shelf = shelfOf(context.ports);
    const endpoint = endpointName(context);
    const { caller } = context;
    const kept = shelf.find(endpoint, name);
    if (kept !== undefined && !reaches(context, kept.owner.id, kept.reach))
      throw new GnosisError("CONFLICT", `The name ${name} is taken.`, { where: "/name", next: "Choose another name." });
    const there = kept?.removed === undefined ? kept : undefined;
    if (base !== undefined && there?.current.startsWith(base) !== true)
      throw new GnosisError(
        "CONFLICT",
        `Another version of ${name} counts by now: ${there?.current.slice(0, 12) ?? "none"}.`,
        {
          where: "/base",
          next: "Look at that one, and make your change to it.",
        },
      );
    const former = kept === undefined ? undefined : shelf.version(endpoint, name, kept.current);
    const text = unmaskDocument(document, former?.document);
    const variables = env === undefined ? { env: former?.env ?? {}, lost: [] } : unmaskEnv(env, former?.env ?? {});
    const lost = [...text.lost, ...variables.lost.map((variable) => `env.${variable}`)];
    if (lost.length > 0)
      throw new GnosisError("INPUT_INVALID", `Nothing is known that the mask at ${lost[0]} stands for.`, {
        where: text.lost.length > 0 ? "/document" : "/env",
        next: "Write the value itself.",
        extra: { places: lost },
      });
    const { project, warnings } = loadOrRefuse(name, text.text, variables.env, hiddenFrom(context, former));
    const reach = reachOf(project);
    if (!reaches(context, kept?.owner.id ?? caller.id, reach))
      throw new GnosisError("FORBIDDEN", `A container of this document would be outside of the scope of the role '${caller.role}'.`, { next: "Use a project, names, labels and images of your scope." }); // prettier-ignore
    const by = { id: caller.id, name: caller.name };
    const version = shelf.save(endpoint, { name, document: text.text, env: variables.env, by, reason: reason ?? null, reach }); // prettier-ignore
    return Promise.resolve({
      message: `Stack ${name} saved`,
      name,
      version: version.hash,
      former: there?.current ?? null,
      warnings: warnings.map(({ message }) => message),
    });
  },
});
