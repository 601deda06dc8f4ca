import { z } from "zod";
import { closest } from "../../kernel/closest.ts";
import { define } from "../define.ts";
import { engineErrors } from "../fields/errors.ts";
import { limit } from "../fields/page.ts";
import { imageTarget } from "./view.ts";

/** Searches local images by name. */
export const imageSearch = define({
  id: "image.search",
  summary: "Search the images that the engine holds by a part of their name.",
  description: "No registry is asked.",
  risk: "read",
  http: { method: "GET", path: "/api/images/search" },
  input: z.strictObject({
    query: z.string().min(1).max(200).describe("Part of a reference, in any case."),
    limit: limit.default(50),
  }),
  output: z.object({
    images: z.array(z.object({ reference: z.string(), full_id: z.string(), size: z.number().describe("Bytes.") })),
    total: z.number().describe("How many match in all."),
    closest: z.array(z.string()).describe("Similar references, when none matches."),
  }),
  deadline: 30_000,
  errors: engineErrors,
  examples: [{ title: "Everything that has to do with busybox", input: { query: "busybox" } }],
  async run(context, { query, limit: most }) {
    const { value, age } = await context.ports.reader.images({ signal: context.signal });
    context.observed(age);
    const all = value
      .filter((image) => context.sees(imageTarget(image)))
      .flatMap((image) =>
        (imageTarget(image).references ?? []).map((reference) => ({
          reference,
          full_id: image.Id,
          size: image.Size,
        })),
      );
    const found = all.filter(({ reference }) => reference.toLowerCase().includes(query.toLowerCase()));
    const similar =
      found.length > 0
        ? []
        : closest(
            query,
            all.map(({ reference }) => reference),
          );
    return { images: found.slice(0, most), total: found.length, closest: similar };
  },
});
