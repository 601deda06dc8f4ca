import { z } from "zod";
import { changes, tool } from "../tool.ts";
import { bytesText, cut, shortId } from "../text/units.ts";

interface PullAnswer {
  readonly image?: { readonly id: string; readonly tags?: readonly string[]; readonly size?: number };
  readonly message?: string;
}

export const imagePull = tool({
  name: "image_pull",
  profile: "develop",
  description: "Pull an image from its registry, with progress.",
  operations: ["image.pull"],
  hints: changes({ destructiveHint: false, idempotentHint: true, openWorldHint: true }),
  long: false,
  input: z.strictObject({ image: z.string().min(1).describe("alpine:3.22"), platform: z.string().optional() }),
  call: async ({ run }, input) => {
    const { value, record } = await run<PullAnswer>("image.pull", input);
    const id = shortId(value.image?.id ?? "");
    const size = value.image?.size === undefined ? "" : `, ${bytesText(value.image.size)}`;
    return { text: `${input.image} is here: ${id}${size} (record ${record})`, data: { id, record } };
  },
});

export const imagePush = tool({
  name: "image_push",
  profile: "develop",
  description: "Push a tagged image to its registry, with progress.",
  operations: ["image.push"],
  hints: changes({ idempotentHint: true, openWorldHint: true }),
  long: false,
  input: z.strictObject({ image: z.string().min(1) }),
  call: async ({ run }, input) => {
    const { value, record } = await run<{ digest?: string | null }>("image.push", { id: input.image });
    return { text: `${input.image} is pushed${value.digest ? ` as ${value.digest}` : ""} (record ${record})` };
  },
});

interface BuildAnswer {
  readonly image?: { readonly id?: string; readonly tags?: readonly string[] };
  readonly id?: string;
  readonly log?: readonly string[];
  readonly logs?: readonly string[] | string;
}

export const imageBuild = tool({
  name: "image_build",
  profile: "develop",
  description: "Build an image from a configured project directory, with progress.",
  operations: ["image.build"],
  hints: changes({ destructiveHint: false, openWorldHint: true }),
  long: true,
  input: z.strictObject({
    project: z.string().min(1).describe("directory below projectRoots"),
    tag: z.string().optional(),
    dockerfile: z.string().optional(),
    target: z.string().optional(),
    build_args: z.record(z.string(), z.string()).optional(),
  }),
  call: async ({ run, fence }, input) => {
    const { value, record } = await run<BuildAnswer>("image.build", input);
    const id = shortId(value.image?.id ?? value.id ?? "");
    const given = value.logs ?? value.log ?? [];
    const lines = (typeof given === "string" ? given.split("\n") : [...given])
      .map((one) => cut(one.trimEnd(), 300))
      .filter(Boolean);
    const head = `built ${input.tag ?? ""} ${id} (record ${record})`;
    return {
      text: { head: [head, fence.open("build output")], lines: lines.slice(-12), foot: [fence.close()], keep: "end" },
      data: { id, record },
    };
  },
});
