import { z } from "zod";
import type { TargetKind, TargetRule } from "../../catalogue/target.ts";

const article = (kind: TargetKind): string => (kind === "image" ? "An image's reference" : `The ${kind}'s name`);

/** The field that names one object: `id`, whatever its kind. */
export const reference = (kind: TargetKind) =>
  z
    .string()
    .min(1)
    .max(512)
    .describe(kind === "volume" ? "The volume's name." : `${article(kind)}, full id or unambiguous id prefix.`);

/** The rule for an operation whose one target is named by `id`. */
export const targetById = (kind: TargetKind): readonly [TargetRule<{ id: string }>] => [
  { kind, reference: (input) => input.id },
];
