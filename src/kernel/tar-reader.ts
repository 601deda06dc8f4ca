import { GnosisError } from "./errors.ts";

/** One entry of a tar archive. */
export interface TarEntry {
  readonly name: string;
  readonly type: "file" | "directory" | "link" | "other";
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Unix seconds. */
  readonly modified: number;
  readonly linkTarget: string;
  /** Its bytes; what is not read is skipped. */
  readonly content: AsyncGenerator<Buffer, void, void>;
}

const block = 512;
/** Bytes of an extended header, which holds long names: more is no name. */
const largestHeader = 1024 * 1024;
const types: Readonly<Record<string, TarEntry["type"]>> = {
  "0": "file",
  "\0": "file",
  "7": "file",
  "5": "directory",
  "1": "link",
  "2": "link",
};

/** Bytes of a stream, taken in the pieces that are asked for. */
class Pieces {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At most so many bytes, and at least one; nothing at the end. */
  async some(most: number): Promise<Buffer | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return undefined;
      this.#rest = next.value;
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async exactly(count: number): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    let left = count;
    while (left > 0) {
      const piece = await this.some(left);
      if (piece === undefined) return undefined;
      pieces.push(piece);
      left -= piece.length;
    }
    return Buffer.concat(pieces);
  }
}

const text = (header: Buffer, at: number, length: number): string =>
  header
    .subarray(at, at + length)
    .toString("utf8")
    .split("\0")[0] ?? "";

/** The error for what readers of archives could take differently. */
const ambiguous = (why: string): GnosisError =>
  new GnosisError("INPUT_INVALID", `The archive could be read in more than one way: ${why}.`, {
    next: "Send a tar archive as tar or a Docker client makes it.",
  });

/** Kinds of entries that have no bytes, whatever their header says. */
const withoutBytes: ReadonlySet<string> = new Set(["1", "2", "3", "4", "5", "6"]);
const extended: ReadonlySet<string> = new Set(["x", "g", "L", "K"]);

/** The part of a name that goes before it; only headers of one form have it, and forms differ in how long it is. */
function prefixOf(header: Buffer): string {
  return header.toString("latin1", 257, 263) === "ustar\0" ? text(header, 345, 155) : "";
}

/** Refuses a header of which another reader could understand something else. */
function refuseAmbiguous(header: Buffer, flag: string, more: Readonly<Record<string, string>>): void {
  if (types[flag] === undefined && !extended.has(flag) && !withoutBytes.has(flag))
    throw ambiguous("it has entries of an unknown kind");
  const size = header.subarray(124, 136);
  const far = ((size[0] ?? 0) & 0x80) !== 0;
  if (
    far
      ? size[0] !== 0x80 || size.subarray(1, 5).some((byte) => byte !== 0)
      : !/^ *[0-7]*[ \0]*$/.test(size.toString("latin1"))
  )
    throw ambiguous("a size is no plain number");
  if (withoutBytes.has(flag) && number(header, 124, 12) !== 0) throw ambiguous("a link or a directory has bytes");
  const form = header.toString("latin1", 257, 263);
  const star = header.toString("latin1", 508, 512) === "tar\0";
  if ((form !== "ustar\0" || star) && header.subarray(345, 500).some((byte) => byte !== 0))
    throw ambiguous("a name has a part of its own in a header that has no room for it");
  if (flag === "x" && Object.hasOwn(more, extendedOnce)) throw ambiguous("an entry is extended twice");
}

/** Stands among an entry's extensions when one of them came by a header of its own. */
const extendedOnce = "\0extended";

/** Refuses extensions of which readers make different things. */
function refuseFields(fields: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith("GNU.sparse.")) throw ambiguous("it has sparse files");
    if ((key === "path" || key === "linkpath") && (value === "" || value.includes("\0")))
      throw ambiguous("a name is empty");
    if (key === "size" && !/^[0-9]{1,15}$/.test(value)) throw ambiguous("a size is no plain number");
  }
}

/** Octal, or base 256 where the first bit is set. */
function number(header: Buffer, at: number, length: number): number {
  const field = header.subarray(at, at + length);
  if (((field[0] ?? 0) & 0x80) === 0) return Number.parseInt(text(header, at, length).trim() || "0", 8);
  return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, (field[0] ?? 0) & 0x7f);
}

/** `length key=value\n`, one after the other (POSIX pax). */
function paxFields(data: Buffer): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(32, at);
    const length = Number(data.subarray(at, space).toString());
    if (space === -1 || !Number.isInteger(length) || length <= 0) break;
    const [key = "", ...value] = data
      .subarray(space + 1, at + length - 1)
      .toString("utf8")
      .split("=");
    fields[key] = value.join("=");
    at += length;
  }
  return fields;
}

/**
 * Reads an archive entry by entry, in memory that doesn't grow with it. Ends quietly where the archive does. `strict` is for archives
 * that somebody else will read after us: then what could be read differently is INPUT_INVALID.
 */
export async function* tarEntries(
  source: AsyncIterable<Buffer>,
  { strict = false }: { readonly strict?: boolean } = {},
): AsyncGenerator<TarEntry, void, void> {
  const pieces = new Pieces(source);
  let more: Record<string, string> = {};
  for (;;) {
    const header = await pieces.exactly(block);
    if (header === undefined || header.every((byte) => byte === 0)) return;
    const flag = String.fromCharCode(header[156] ?? 0);
    if (strict) refuseAmbiguous(header, flag, more);
    const size = more["size"] === undefined ? number(header, 124, 12) : Number(more["size"]);
    const padding = (block - (size % block)) % block;
    if (flag === "x" || flag === "g" || flag === "L" || flag === "K") {
      const data = size > largestHeader ? undefined : await pieces.exactly(size);
      if (data === undefined || (padding > 0 && (await pieces.exactly(padding)) === undefined)) return;
      const fields =
        flag === "x"
          ? { ...paxFields(data), [extendedOnce]: "" }
          : flag === "L"
            ? { path: text(data, 0, data.length) }
            : flag === "K"
              ? { linkpath: text(data, 0, data.length) }
              : {};
      if (strict) refuseFields(fields);
      if (strict && ["path", "linkpath"].some((key) => Object.hasOwn(fields, key) && Object.hasOwn(more, key)))
        throw ambiguous("an entry has two names");
      more = { ...more, ...fields };
      continue;
    }
    const prefix = prefixOf(header);
    const short = text(header, 0, 100);
    let left = size;
    async function* content(): AsyncGenerator<Buffer, void, void> {
      while (left > 0) {
        const piece = await pieces.some(left);
        if (piece === undefined) throw new Error("the archive ends inside a file");
        left -= piece.length;
        yield piece;
      }
    }
    const reading = content();
    yield {
      name: more["path"] ?? (prefix === "" ? short : `${prefix}/${short}`),
      type: types[flag] ?? "other",
      size,
      mode: number(header, 100, 8) & 0o7777,
      uid: number(header, 108, 8),
      gid: number(header, 116, 8),
      modified: Number(more["mtime"] ?? number(header, 136, 12)),
      linkTarget: more["linkpath"] ?? text(header, 157, 100),
      content: reading,
    };
    more = {};
    for (;;) if ((await reading.next()).done === true) break;
    while (left > 0) {
      const piece = await pieces.some(left);
      if (piece === undefined) return;
      left -= piece.length;
    }
    if (padding > 0 && (await pieces.exactly(padding)) === undefined) return;
  }
}
