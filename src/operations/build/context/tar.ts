/** Bytes of a tar block: headers are one block, contents are filled up to whole ones. */
const block = 512;

/** What stands in the header of one entry. */
export interface TarEntry {
  /** Path inside the archive: `a/b`. */
  readonly path: string;
  readonly kind: "file" | "directory" | "link";
  /** Permission bits. */
  readonly mode: number;
  /** Bytes of a file. */
  readonly size: number;
  /** Unix seconds. */
  readonly modified: number;
  /** Where a symbolic link points to. */
  readonly target?: string;
}

const typeFlags = { file: "0", link: "2", directory: "5" } as const;

/**
 * The header of an entry: one block, and before it an extended one where a name, a link or a size does not fit in. Owner is root, as
 * the docker CLI sends it. Format: POSIX.1-2001 pax.
 */
export function tarHeader(entry: TarEntry): Buffer {
  const path = entry.kind === "directory" ? `${entry.path}/` : entry.path;
  const extended: Record<string, string> = {};
  if (!fits(path, 100)) extended["path"] = path;
  if (entry.target !== undefined && !fits(entry.target, 100)) extended["linkpath"] = entry.target;
  if (entry.size >= 8 ** 11) extended["size"] = String(entry.size);
  const plain = headerBlock(typeFlags[entry.kind], path, entry);
  if (Object.keys(extended).length === 0) return plain;
  const records = Buffer.concat(Object.entries(extended).map(([key, value]) => paxRecord(key, value)));
  const about = { mode: 0o644, size: records.length, modified: entry.modified };
  return Buffer.concat([headerBlock("x", "pax", about), records, tarPadding(records.length), plain]);
}

/** What fills a content of so many bytes up to whole blocks. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block);
}

/** What ends an archive. */
export const tarEnd: Buffer = Buffer.alloc(2 * block);

const fits = (text: string, most: number): boolean => /^[\x20-\x7e]*$/u.test(text) && text.length <= most;

function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  // The length counts its own digits.
  let length = rest + String(rest).length;
  if (rest + String(length).length > length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

interface HeaderFields {
  readonly mode: number;
  readonly size: number;
  readonly modified: number;
  readonly target?: string;
}

function headerBlock(type: string, path: string, { mode, size, modified, target = "" }: HeaderFields): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number): void => {
    const most = 8 ** (length - 1) - 1;
    const digits = Math.max(0, Math.min(most, Math.floor(value))).toString(8);
    header.write(digits.padStart(length - 1, "0"), at, "latin1");
  };
  Buffer.from(path).copy(header, 0, 0, 100);
  octal(mode & 0o7777, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(modified, 136, 12);
  header.write("        ", 148, "latin1");
  header.write(type, 156, "latin1");
  Buffer.from(target).copy(header, 157, 0, 100);
  header.write("ustar\u000000", 257, "latin1");
  let sum = 0;
  for (const byte of header) sum += byte;
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}
