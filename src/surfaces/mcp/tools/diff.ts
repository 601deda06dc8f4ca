import { z } from "zod";
import { plainText } from "../../../kernel/plain-text.ts";
import { looks, tool } from "../tool.ts";
import { cut } from "../text/units.ts";
import { container } from "./fields.ts";

interface Compared {
  readonly full_id: string;
  readonly changes: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
}

const shown = (value: unknown): string => (value === null ? "nothing" : cut(JSON.stringify(value), 120));

export const containerDiff = tool({
  name: "container_diff",
  profile: "observe",
  description:
    "What was set beside the image's defaults, or changed since from (10m, 2h, RFC 3339); also of one removed.",
  operations: ["container.diff"],
  hints: looks,
  long: true,
  input: z.strictObject({ container, from: z.string().optional() }),
  call: async ({ run, fence }, { container: id, from }) => {
    const { value } = await run<Compared>("container.diff", { id, ...(from === undefined ? {} : { from }) });
    const since = from === undefined ? "its image's defaults" : from;
    const lines = value.changes.map(({ path, before, after }) =>
      plainText(`${path}: ${shown(before)} -> ${shown(after)}`),
    );
    const head = `${id} ${value.full_id.slice(0, 12)}, against ${since}: ${lines.length === 0 ? "no difference" : lines.length}`;
    if (lines.length === 0) return { text: head };
    // Labels and environments are words of whoever made the image.
    return {
      text: { head: [head, fence.open("a container's settings")], lines, foot: [fence.close()], keep: "start" },
    };
  },
});
