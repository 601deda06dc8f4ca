import type { EngineResponse } from "../../engine/client.ts";
import { GnosisError } from "../../kernel/errors.ts";

/** Reads an answer of the engine that is one JSON value. */
export async function readAnswer<T>(answer: EngineResponse): Promise<T> {
  const parts: Buffer[] = [];
  for await (const part of answer.body) parts.push(part as Buffer);
  try {
    return JSON.parse(Buffer.concat(parts).toString()) as T;
  } catch (cause) {
    throw new GnosisError("ENGINE_FAILED", "The engine's answer could not be read.", { cause });
  }
}
