import { Readable } from "node:stream";

/** A body whose beginning has been looked at. */
export interface Peeked {
  readonly first: Buffer;
  /** The whole body, its beginning included. */
  readonly body: Readable;
}

/** Looks at the first bytes of a body, at least so many where there are so many. */
export async function peek(body: Readable, count: number): Promise<Peeked> {
  const parts: Buffer[] = [];
  let size = 0;
  const iterator = body.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]();
  while (size < count) {
    const next = (await iterator.next()) as IteratorResult<Buffer>;
    if (next.done === true) {
      const whole = Buffer.concat(parts);
      return { first: whole, body: Readable.from(whole.length === 0 ? [] : [whole], { objectMode: false }) };
    }
    parts.push(next.value);
    size += next.value.length;
  }
  await iterator.return?.();
  const first = Buffer.concat(parts);
  body.unshift(first);
  return { first, body };
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
  return magics.some((magic) => magic.every((byte, at) => first[at] === byte)) || skips(first);
}

/** A frame that zstd skips may come before its first one (RFC 8878, 3.1.2). */
const skips = ([mark = 0, ...more]: Uint8Array): boolean =>
  (mark & 0xf0) === 0x50 && more[0] === 0x2a && more[1] === 0x4d && more[2] === 0x18;

/** Whether it is gzip's. */
export const isGzip = (first: Uint8Array): boolean => first[0] === 0x1f && first[1] === 0x8b;
