import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { OperationContext } from "../../catalogue/operation.ts";
import { liesInTrash } from "../../catalogue/hidden-names.ts";
import { buildArguments, tagsFrom, watchedContext } from "../../engine/builds/watched-context.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { redactOutput, secretValues } from "../../kernel/redact-output.ts";
import { archiveError } from "../fields/archive-error.ts";
import { type EngineProgress, type ImageProgress, progressOf } from "../image/progress.ts";
import type { Ports } from "../ports.ts";
import { buildQuery } from "./input.ts";

/** What is built, and how. */
export interface BuildOrder {
  /** The judged parameters. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** A tar archive. */
  readonly context: Readable;
  readonly signal: AbortSignal;
  readonly revealsSecrets: boolean;
  /** Why an image may not be taken; see the context of operations. */
  readonly against?: OperationContext<Ports>["againstBase"];
}

/** The image that a build made. */
export interface Built {
  /** Full id. */
  readonly id: string;
  readonly tags: readonly string[];
}

/**
 * Has the engine build an image, and gives what it says, line by line. Throws ENGINE_REFUSED with the engine's words when a step fails,
 * and what went wrong with the archive when that was it.
 */
export async function* runBuild(
  { engine, reader }: Pick<Ports, "engine" | "reader">,
  { body, context: given, signal, revealsSecrets, against }: BuildOrder,
): AsyncGenerator<ImageProgress, Built, void> {
  const query = buildQuery(body);
  const secrets = revealsSecrets
    ? []
    : secretValues(Object.entries(buildArguments(query["buildargs"])).map(([name, value]) => `${name}=${value}`));
  const mask = (text: string): string => (revealsSecrets ? text : redactOutput(text, secrets));
  const context = watchedContext(given, {
    query,
    against,
    isRemoved: (reference) => liesInTrash(reference, tagsFrom(reader, signal)),
  });
  let broken: unknown;
  context.once("error", (error) => (broken = error));
  let id = "";
  try {
    const steps = engine.values("POST", "/build", {
      query,
      headers: { "content-type": "application/x-tar" },
      body: context,
      signal,
      timeout: "none",
    });
    for await (const value of steps) {
      const said = value as EngineProgress;
      id = said.aux?.ID ?? id;
      const step = masked(said, mask);
      id = /^Successfully built ([0-9a-f]{12,64})$/u.exec(step?.message ?? "")?.[1] ?? id;
      if (step !== undefined) yield step;
    }
  } catch (error) {
    // The engine may answer before it has read that the archive broke off.
    await sleep(0);
    throw broken ?? archiveError(error);
  } finally {
    context.destroy();
  }
  if (id === "") throw new GnosisError("ENGINE_FAILED", "The engine ended the build without saying what it made.");
  const { value } = await reader.image(id, { fresh: true, signal });
  await reader.changed("image", value.Id);
  return { id: value.Id, tags: [...(value.RepoTags ?? [])] };
}

function masked(said: EngineProgress, mask: (text: string) => string): ImageProgress | undefined {
  try {
    const step = progressOf(said);
    return step === undefined ? undefined : { ...step, message: mask(step.message) };
  } catch (error) {
    if (!(error instanceof GnosisError)) throw error;
    throw new GnosisError("ENGINE_REFUSED", mask(error.message), { next: "Correct the step that the engine named." });
  }
}
