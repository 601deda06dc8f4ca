import type { Readable } from "node:stream";
import type { EngineClient, EngineRequest } from "../client.ts";
import { enginePath } from "../path.ts";

/** Lines that are read over a kept connection: so few cost less than a connection of their own. */
const few = 1_000;

/** The log of a container as the engine writes it, read in large pieces. Throws what `EngineClient.open` throws. */
export async function openLog(
  client: Pick<EngineClient, "long" | "open">,
  container: string,
  request: Pick<EngineRequest, "query" | "signal" | "timeout">,
): Promise<Readable> {
  const path = enginePath`/containers/${container}/logs`;
  const { follow, tail } = request.query ?? {};
  const short = follow !== true && Number(tail) <= few;
  const long = short ? undefined : await client.long(path, request);
  return long?.body(request.signal) ?? (await client.open("GET", path, request)).body;
}
