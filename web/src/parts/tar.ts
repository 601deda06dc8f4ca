const block = 512;
const encoder = new TextEncoder();

function header(name: Uint8Array, size: number, type: string, modified: number, mode: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(block);
  const put = (at: number, text: string): void => bytes.set(encoder.encode(text), at);
  bytes.set(name.subarray(0, 100), 0);
  put(100, `${mode.toString(8).padStart(7, "0")}\0`);
  put(108, "0000000\0");
  put(116, "0000000\0");
  put(124, `${size.toString(8).padStart(11, "0")}\0`);
  put(136, `${Math.floor(modified).toString(8).padStart(11, "0")}\0`);
  put(148, " ".repeat(8));
  put(156, type);
  put(257, "ustar\0");
  put(263, "00");
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return bytes;
}

const padding = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array((block - (size % block)) % block);

/** `length key=value\n`, where the length counts itself (POSIX pax). */
function paxField(key: string, value: string): Uint8Array {
  const bare = encoder.encode(` ${key}=${value}\n`).length;
  let length = bare + String(bare).length;
  length = bare + String(length).length;
  return encoder.encode(`${length} ${key}=${value}\n`);
}

/** What of a file goes into an archive. */
export interface Packed {
  readonly name: string;
  readonly size: number;
  /** Unix milliseconds. */
  readonly lastModified: number;
}

/** The pieces of a tar archive around the given files' own bytes: a name that is long, or not plain, stands in an extended header. */
export function tarPieces<F extends Packed>(files: readonly F[], mode = 0o644): (Uint8Array<ArrayBuffer> | F)[] {
  const pieces = files.flatMap((file): (Uint8Array<ArrayBuffer> | F)[] => {
    const name = encoder.encode(file.name);
    const extended: Uint8Array<ArrayBuffer>[] = [];
    if (name.length > 100 || /[^\x20-\x7e]/.test(file.name)) {
      const field = Uint8Array.from(paxField("path", file.name));
      extended.push(header(encoder.encode("pax"), field.length, "x", 0, mode), field, padding(field.length));
    }
    return [...extended, header(name, file.size, "0", file.lastModified / 1000, mode), file, padding(file.size)];
  });
  return [...pieces, new Uint8Array(2 * block)];
}
