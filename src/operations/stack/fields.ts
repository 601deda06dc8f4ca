import { z } from "zod";
import { environment } from "../fields/environment.ts";
import { pairs } from "../fields/labels.ts";

/** A project's name, as Compose wants it. */
export const projectName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9][a-z0-9_-]*$/u, "must be lower-case letters, digits, '_' and '-', beginning with a letter or digit")
  .describe("The stack's name: its Compose project.");

/** The text of a Compose file. */
export const documentText = z.string().min(1).max(262_144).describe("The Compose file's text, YAML.");

/** Variables beside the document. */
export const stackEnv = environment("Variables that `${NAME}` in the document stands for.").transform(pairs);

/** A version of a stack's document. */
export const versionHash = z
  .string()
  .regex(/^[0-9a-f]{6,64}$/u, "must be a version's hash or its beginning")
  .describe("The version: its hash, or the beginning of it.");
