import { z } from "zod";
import { lineDiff } from "../../kernel/line-diff.ts";
import { define } from "../define.ts";
import { endpointName } from "../prune/endpoint-name.ts";
import { versionErrors } from "./errors.ts";
import { projectName, versionHash } from "./fields.ts";
import { findKept, shelfOf, versionOf } from "./kept.ts";
import { maskDocument } from "./mask-document.ts";
import { stackDeployment, stackVersion, tellDeployment, tellVersion } from "./view.ts";

/** Lists the versions of a stack. */
export const stackHistory = define({
  id: "stack.history",
  summary: "List the versions of a stack's document and when it was brought up, and compare two versions.",
  risk: "read",
  http: { method: "GET", path: "/api/stacks/{name}/history" },
  input: z.strictObject({
    name: projectName,
    limit: z.int().min(1).max(100).default(20).describe("Most versions, the newest first."),
    from: versionHash.optional().describe("The version to compare: its document's lines, against `to`."),
    to: versionHash.optional().describe("The version that it is compared with; the one that counts when absent."),
  }),
  output: z.object({
    current: z.string().nullable().describe("Hash of the version that counts; null when the stack has been removed."),
    versions: z.array(stackVersion),
    deployments: z.array(stackDeployment),
    diff: z
      .array(z.object({ sign: z.enum([" ", "-", "+"]), text: z.string() }))
      .optional()
      .describe("The lines of `from` and `to`, with secrets masked for callers that may not see them."),
  }),
  deadline: 10_000,
  errors: versionErrors,
  examples: [
    { title: "What was saved and when", input: { name: "shop" } },
    { title: "What has changed since a version", input: { name: "shop", from: "3fa1c29b" } },
  ],
  run(context, { name, limit, from, to }) {
    const shelf = shelfOf(context.ports);
    const endpoint = endpointName(context);
    const kept = findKept(context, name, { removed: true });
    const text = (hash?: string): string => {
      const { document } = versionOf(context, kept, hash);
      return context.revealsSecrets ? document : maskDocument(document);
    };
    return Promise.resolve({
      current: kept.removed === undefined ? kept.current : null,
      versions: shelf.versions(endpoint, name, limit).map(tellVersion),
      deployments: shelf.deployments(endpoint, name, limit).map(tellDeployment),
      ...(from === undefined ? {} : { diff: lineDiff(text(from), text(to)).map((line) => ({ ...line })) }),
    });
  },
});
