import { z } from "zod";
import { redactText } from "../../kernel/redaction.ts";
import { define } from "../define.ts";
import { imageErrors } from "../fields/errors.ts";
import { reference, targetById } from "../fields/reference.ts";
import { theImage } from "./reference.ts";

interface Layer {
  readonly Id: string;
  /** Unix seconds. */
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Tags: readonly string[] | null;
  readonly Size: number;
  readonly Comment: string;
}

/** Tells how an image was made. */
export const imageHistory = define({
  id: "image.history",
  summary: "Show how an image was made, layer by layer, newest first.",
  risk: "read",
  http: { method: "GET", path: "/api/images/{id}/history" },
  input: z.strictObject({ id: reference("image") }),
  output: z.object({
    image: z.string().describe("The image as it was asked for."),
    layers: z.array(
      z.object({
        id: z.string().nullable().describe("Full id, where the layer is an image of its own here."),
        created: z.string().describe("RFC 3339."),
        created_by: z.string().describe("The instruction that made it."),
        tags: z.array(z.string()),
        size: z.number().describe("Bytes."),
        comment: z.string(),
      }),
    ),
  }),
  targets: targetById("image"),
  docker: ({ id }) => ["history", id],
  deadline: 30_000,
  errors: imageErrors,
  examples: [{ title: "How an image was made", input: { id: "busybox" } }],
  async run(context, input) {
    const layers = await context.ports.engine.json<readonly Layer[]>("GET", `/images/${theImage(context).id}/history`, {
      signal: context.signal,
    });
    return {
      image: input.id,
      layers: layers.map((layer) => ({
        id: layer.Id.startsWith("sha256:") ? layer.Id : null,
        created: new Date(layer.Created * 1000).toISOString(),
        created_by: context.revealsSecrets ? layer.CreatedBy : redactText(layer.CreatedBy),
        tags: [...(layer.Tags ?? [])],
        size: layer.Size,
        comment: layer.Comment,
      })),
    };
  },
});
