import { z } from "zod";
import { registryTrouble } from "../../engine/registry-trouble.ts";
import type { ErrorCode } from "../../kernel/error-table.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { redactText } from "../../kernel/redaction.ts";

/** One step of a pull, push, load or build. */
export const imageProgress = z.object({
  message: z.string().describe("One line for people."),
  id: z.string().optional().describe("The layer that it is about."),
  done: z.number().optional().describe("Bytes done."),
  total: z.number().optional().describe("Bytes in all."),
});

/** One step of a pull, push, load or build. */
export type ImageProgress = z.output<typeof imageProgress>;

/** What the engine says in such a stream. */
export interface EngineProgress {
  readonly status?: string;
  readonly stream?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string; readonly code?: number };
  readonly aux?: { readonly ID?: string; readonly Tag?: string; readonly Digest?: string };
}

const codes: readonly (readonly [RegExp, ErrorCode])[] = [
  [/not found|manifest unknown|pull access denied|does not exist|no such image/iu, "IMAGE_NOT_FOUND"],
  [/unauthorized|authentication required|denied/iu, "ENGINE_REFUSED"],
  [/timeout|connection refused|no such host|i\/o|TLS|server misbehaving|EOF/u, "ENGINE_FAILED"],
];

/** The engine's failure in the middle of a stream that began well, as an error with the engine's own words. */
export function streamFailure(text: string): GnosisError {
  const code = codes.find(([pattern]) => pattern.test(text))?.[1] ?? "ENGINE_REFUSED";
  return new GnosisError(code, `The engine says: ${redactText(text).slice(0, 2000)}`, registryTrouble(text));
}

/** What the engine said as a step; nothing when it said nothing for people. Throws what went wrong. */
export function progressOf(said: EngineProgress): ImageProgress | undefined {
  const failure = said.errorDetail?.message ?? said.error;
  if (failure !== undefined) throw streamFailure(failure);
  const message = (said.status ?? said.stream ?? "").replace(/[\r\n]+$/u, "");
  if (message === "") return undefined;
  const { current, total } = said.progressDetail ?? {};
  return {
    message,
    ...(said.id === undefined ? {} : { id: said.id }),
    ...(current === undefined ? {} : { done: current }),
    ...(total === undefined ? {} : { total }),
  };
}
