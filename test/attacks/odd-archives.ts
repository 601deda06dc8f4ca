/** Tar archives made by hand, field by field: what no honest program writes. */

const block = 512;

/** One entry, as it stands in its header. */
export interface OddEntry {
  readonly name: string;
  readonly text?: string;
  /** The kind of entry: `0` is a file. */
  readonly flag?: string;
  readonly link?: string;
  /** The size field's twelve bytes, where they are odd. */
  readonly size?: string;
  /** Eight bytes: `ustar\0` and a version, or none for the oldest form. */
  readonly magic?: string;
  /** What stands where newer forms have the beginning of a long name. */
  readonly prefix?: string;
}

/** The blocks of one entry. */
export function entry({
  name,
  text = "",
  flag = "0",
  link = "",
  size,
  magic = "ustar\u000000",
  prefix = "",
}: OddEntry): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(block);
  const put = (value: string, at: number): void => void header.write(value, at, "latin1");
  put(name, 0);
  put("0000644\0", 100);
  put("0000000\0", 108);
  put("0000000\0", 116);
  put(size ?? `${content.length.toString(8).padStart(11, "0")}\0`, 124);
  put("00000000000\0", 136);
  put("        ", 148);
  put(flag, 156);
  put(link, 157);
  put(magic, 257);
  put(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((block - (content.length % block)) % block)]);
}

/** An extended header with these records. */
export function pax(records: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    let length = rest.length + 1;
    while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
    return `${length}${rest}`;
  });
  return entry({ name: "pax", flag: "x", text: lines.join("") });
}

/** A whole archive. */
export const archive = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, Buffer.alloc(2 * block)]);
