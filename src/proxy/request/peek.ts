import { once } from "node:events";
import type { Readable } from "node:stream";

/** The first bytes of a body, at least so many where there are so many; they stay in the stream. */
export async function peek(body: Readable, count: number): Promise<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < count && !body.readableEnded && !body.destroyed) {
    const part = body.read() as Buffer | null;
    if (part !== null) first = Buffer.concat([first, part]);
    // `read` has set the end going when there is nothing more to come.
    else if (body.readableEnded || (body as { complete?: boolean }).complete === true) break;
    else await Promise.race([once(body, "readable"), once(body, "end"), once(body, "close")]);
  }
  if (first.length > 0) body.unshift(first);
  return first;
}

const magics = [
  [0x1f, 0x8b],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x04, 0x22, 0x4d, 0x18],
] as const;

/** How many bytes `isCompressed` looks at. */
export const magicBytes = 5;

/** Whether an archive is compressed with gzip, bzip2, xz, zstd or lz4: the engine runs programs of the host to unpack some of them. */
export function isCompressed(first: Uint8Array): boolean {
  return magics.some((magic) => magic.every((byte, at) => first[at] === byte));
}
