import type { Readable } from "node:stream";
import { mapFields } from "../../guard/containment/tables/bodies.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { parseStrictJson } from "../../kernel/strict-json.ts";

/** Most bytes of a JSON body; the largest that clients send are some kilobytes. */
export const largestJson = 1_048_576;
/** Milliseconds in which a JSON body must have come. */
const bodyDeadline = 30_000;

/** Members of bodies whose own members the user names: there `a` and `A` are two keys. */
const userMaps: ReadonlySet<string> = new Set([...mapFields, "AuxAddress", "Annotations"]);

/** Reads a body to its end, within a bound of size and time. */
export async function collect(body: Readable, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(
    () => body.destroy(new GnosisError("INPUT_INVALID", "The body did not come in time.")),
    bodyDeadline,
  );
  try {
    for await (const part of body.iterator({ destroyOnReturn: false })) {
      size += (part as Buffer).length;
      if (size > most) throw new GnosisError("BODY_TOO_LARGE", `The body is larger than ${most} bytes.`);
      parts.push(part as Buffer);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(parts);
}

/** Reads a JSON body strictly; undefined for an empty one. Throws JSON_INVALID, BODY_TOO_LARGE or MEDIA_TYPE_UNSUPPORTED. */
export async function readJson(body: Readable, mediaType: string | undefined): Promise<unknown> {
  const bytes = await collect(body, largestJson);
  if (bytes.length === 0) return undefined;
  if (mediaType !== "application/json")
    throw new GnosisError("MEDIA_TYPE_UNSUPPORTED", "The body must be sent as application/json.");
  return parseStrictJson(bytes, { maxBytes: largestJson, maps: userMaps });
}

/** Whether the value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
