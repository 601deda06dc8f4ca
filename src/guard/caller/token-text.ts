import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { base62Checksum, newSecret } from "../../kernel/ids.ts";

/** A token's text taken apart. */
export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/** Makes the text of a token: `gnosis_<id>_<43 characters of secret><6 of checksum>`. */
export function newTokenText(id: string): string {
  const body = `gnosis_${id}_${newSecret(43)}`;
  return body + base62Checksum(crc32(body));
}

/** The parts of a well-formed token; nothing when it is cut, mistyped or not one of ours: that needs no look into the store. */
export function readTokenText(text: string): TokenParts | undefined {
  const match = /^gnosis_([a-z0-9]{4,32})_([A-Za-z0-9]{43})([A-Za-z0-9]{6})$/.exec(text);
  const [, id, secret, checksum] = match ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return base62Checksum(crc32(text.slice(0, -6))) === checksum ? { id, secret } : undefined;
}

/** What is stored in a token's place. */
export function tokenDigest(text: string): Buffer {
  return createHash("sha256").update(text, "utf8").digest();
}
