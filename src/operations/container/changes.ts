import { z } from "zod";
import { define } from "../define.ts";
import { containerErrors } from "../fields/errors.ts";
import { limit } from "../fields/page.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theContainer } from "./act.ts";

const kinds = ["modified", "added", "deleted"] as const;

/** Lists what a container changed in its file system. */
export const containerChanges = define({
  id: "container.changes",
  summary: "List the files that a container has added, modified or deleted since it was created.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/changes" },
  input: z.strictObject({ id: reference("container"), limit: limit.default(1000) }),
  output: z.object({
    container_id: z.string().describe("The container as it was asked for."),
    changes: z.array(z.object({ kind: z.enum(kinds), path: z.string() })),
    total: z.number().describe("How many there are in all."),
    truncated: z.boolean().describe("True when there are more than were asked for."),
  }),
  targets: targetById("container"),
  deadline: 120_000,
  errors: containerErrors,
  examples: [{ title: "What a container has changed", input: { id: "web" } }],
  async run(context, input) {
    const list = await context.ports.engine.json<{ Kind: number; Path: string }[] | null>(
      "GET",
      `/containers/${theContainer(context).id}/changes`,
      { signal: context.signal, timeout: 110_000 },
    );
    const all = list ?? [];
    return {
      container_id: input.id,
      changes: all.slice(0, input.limit).map(({ Kind, Path }) => ({ kind: kinds[Kind] ?? "modified", path: Path })),
      total: all.length,
      truncated: all.length > input.limit,
    };
  },
});
