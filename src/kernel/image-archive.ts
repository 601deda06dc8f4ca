import { createHash, type Hash } from "node:crypto";
import { posix } from "node:path";
import { GnosisError } from "./errors.ts";
import { foldKey, parseStrictJson } from "./strict-json.ts";

/** A name that an archive of images gives, and the image that gets it as far as that is certain. */
export interface ArchiveName {
  readonly reference: string;
  /** `sha256:…` of the image's configuration, computed from the archive. */
  readonly image?: string;
}

const block = 512;
/** Bytes of a file that says names, or that is an image's configuration: real ones are some kilobytes. */
const largestFile = 8 * 1024 * 1024;
/** Bytes of an extended header. */
const largestHeader = 1024 * 1024;

const sayNames: ReadonlySet<string> = new Set(["manifest.json", "repositories", "index.json"]);
/** Entries that have no bytes, whatever their header says. */
const withoutBytes: ReadonlySet<string> = new Set(["1", "2", "3", "4", "5", "6"]);
const files: ReadonlySet<string> = new Set(["0", "\0", "7"]);

const odd = (why: string): GnosisError =>
  new GnosisError("UPLOAD_BROKEN", `The archive can't be read: ${why}.`, {
    next: "Send a tar archive as 'docker save' makes it.",
  });

const textIn = (bytes: Buffer, at: number, length: number): string =>
  bytes
    .subarray(at, at + length)
    .toString("utf8")
    .split("\0")[0] ?? "";

function sizeIn(header: Buffer): number {
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) !== 0) {
    if (field.subarray(0, 4).some((byte, at) => byte !== (at === 0 ? 0x80 : 0))) throw odd("a size is beyond measure");
    return Number(field.readBigUInt64BE(4));
  }
  const text = field.toString("latin1").replaceAll("\0", " ").trim();
  if (!/^[0-7]*$/.test(text)) throw odd("a size is no number");
  return Number.parseInt(text || "0", 8);
}

/** The file names that an entry could be unpacked as: readers differ in what they take of the header's prefix. */
function namesOf(header: Buffer, long: string | undefined): readonly string[] {
  const short = textIn(header, 0, 100);
  const prefix = textIn(header, 345, 155);
  return [long ?? short, ...(long === undefined && prefix !== "" ? [`${prefix}/${short}`] : [])].map((name) =>
    posix.basename(posix.normalize(name)),
  );
}

/** Reads which names an archive of images gives, while its bytes pass; refuses what readers could take differently. */
export class ImageArchive {
  #rest = Buffer.alloc(0);
  /** Bytes of the entry, padding included, that are still to come. */
  #left = 0;
  #content = 0;
  #hash: { readonly name: string; readonly hash: Hash } | undefined;
  #kept: { readonly name: string; readonly parts: Buffer[] } | undefined;
  #long: string | undefined;
  /** Whether the next entry has been extended already: readers differ in what comes of a second time. */
  #extended = false;
  readonly #said = new Map<string, Buffer[]>();
  readonly #digests = new Map<string, string>();
  /** True when the archive's end has been seen. */
  ended = false;

  /** Takes the next bytes. Throws UPLOAD_BROKEN. */
  add(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length > 0 && !this.ended) {
      if (this.#left > 0) {
        const piece = bytes.subarray(0, Math.min(this.#left, bytes.length));
        this.#take(piece.subarray(0, Math.min(piece.length, this.#content)));
        this.#content = Math.max(0, this.#content - piece.length);
        this.#left -= piece.length;
        bytes = bytes.subarray(piece.length);
        if (this.#left === 0) this.#close();
        continue;
      }
      if (bytes.length < block) break;
      this.#open(bytes.subarray(0, block));
      bytes = bytes.subarray(block);
    }
    this.#rest = this.ended ? Buffer.alloc(0) : Buffer.from(bytes);
  }

  #take(piece: Buffer): void {
    this.#hash?.hash.update(piece);
    this.#kept?.parts.push(Buffer.from(piece));
  }

  #open(header: Buffer): void {
    if (header.every((byte) => byte === 0)) {
      this.ended = true;
      return;
    }
    const flag = String.fromCharCode(header[156] ?? 0);
    const size = sizeIn(header);
    if (flag === "S") throw odd("it has sparse files");
    if (["x", "g", "L", "K"].includes(flag)) {
      if (size > largestHeader) throw odd("a header is too long");
      if (flag === "x" && this.#extended) throw odd("an entry is extended twice");
      if (flag === "x") this.#extended = true;
      this.#begin(size, { kept: flag });
      return;
    }
    const names = namesOf(header, this.#long);
    this.#long = undefined;
    this.#extended = false;
    const special = names.find((name) => sayNames.has(name));
    if (withoutBytes.has(flag)) {
      if (size !== 0) throw odd("a link or directory has bytes");
      if (special !== undefined) throw odd(`${special} is no file`);
      return;
    }
    if (!files.has(flag) || textIn(header, 0, 100).endsWith("/")) throw odd("it has entries of an unknown kind");
    if (special !== undefined) {
      if (size > largestFile) throw odd(`${special} is too large`);
      this.#begin(size, { kept: special });
      return;
    }
    const [name = ""] = names;
    const config = /^([0-9a-f]{64})(?:\.json)?$/.test(name) && size <= largestFile;
    this.#begin(size, config ? { hashed: name } : {});
  }

  #begin(size: number, { kept, hashed }: { readonly kept?: string; readonly hashed?: string }): void {
    this.#content = size;
    this.#left = size + ((block - (size % block)) % block);
    if (kept !== undefined) this.#kept = { name: kept, parts: [] };
    if (hashed !== undefined) this.#hash = { name: hashed, hash: createHash("sha256") };
    if (this.#left === 0) this.#close();
  }

  #close(): void {
    if (this.#hash !== undefined) {
      const { name, hash } = this.#hash;
      // Of two files of one name nobody knows which one counts.
      this.#digests.set(name, this.#digests.has(name) ? "" : hash.digest("hex"));
    }
    if (this.#kept !== undefined) this.#keep(this.#kept.name, Buffer.concat(this.#kept.parts));
    this.#hash = undefined;
    this.#kept = undefined;
  }

  #keep(name: string, bytes: Buffer): void {
    if (name === "L") this.#name(textIn(bytes, 0, bytes.length));
    else if (name === "x") this.#extend(bytes);
    else if (name.length > 1) this.#said.set(name, [...(this.#said.get(name) ?? []), bytes]);
  }

  /** The next entry's name, where it has one beside its header: an empty one counts for some readers, and of two one or the other. */
  #name(long: string): void {
    if (long === "" || long.includes("\0")) throw odd("a name is empty");
    if (this.#long !== undefined) throw odd("an entry has two names");
    this.#long = long;
  }

  /** `length key=value\n`, one after the other; only a name and what changes nothing here is taken. */
  #extend(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      const [, digits = ""] = /^([0-9]{1,7}) /.exec(bytes.toString("latin1", at, at + 8)) ?? [];
      const end = at + Number(digits);
      if (digits === "" || end <= at || end > bytes.length || bytes[end - 1] !== 10) throw odd("a header is broken");
      const [key = "", ...value] = bytes.toString("utf8", at + digits.length + 1, end - 1).split("=");
      if (key === "size" || key.startsWith("GNU.sparse")) throw odd("a header changes a size");
      if (key === "path") this.#name(value.join("="));
      at = end;
    }
  }

  /** The names, once all of it has passed. Throws UPLOAD_BROKEN for lists that can't be read. */
  names(): readonly ArchiveName[] {
    const manifests = this.#read("manifest.json").flatMap((list) =>
      listIn(list).flatMap((one) =>
        listIn(member(one, "RepoTags")).map((reference) =>
          this.#named(String(reference), String(member(one, "Config") ?? "")),
        ),
      ),
    );
    const known = new Set(manifests.map(({ reference }) => reference));
    const index = this.#read("index.json").flatMap((all) =>
      listIn(member(all, "manifests")).flatMap((one) => {
        const name = member(member(one, "annotations"), "io.containerd.image.name");
        return name === undefined ? [] : [String(name)];
      }),
    );
    const others = [...this.#legacy(), ...index].filter((one) => !known.has(one) && !known.has(short(one)));
    return [...manifests, ...others.map((reference) => ({ reference }))];
  }

  /** What archives without a manifest say: engines look at it only then. */
  #legacy(): string[] {
    if (this.#said.has("manifest.json")) return [];
    return this.#read("repositories").flatMap((all) =>
      Object.entries(membersOf(all)).flatMap(([repository, tags]) =>
        Object.keys(membersOf(tags)).map((tag) => `${repository}:${tag}`),
      ),
    );
  }

  #named(reference: string, config: string): ArchiveName {
    const digest = this.#digests.get(posix.basename(config));
    return digest === undefined || digest === "" ? { reference } : { reference, image: `sha256:${digest}` };
  }

  #read(name: string): unknown[] {
    try {
      return (this.#said.get(name) ?? []).map((bytes) =>
        parseStrictJson(bytes, { maxBytes: largestFile, maps: userNamed }),
      );
    } catch {
      throw odd(`${name} is not the one way to write it`);
    }
  }
}

const userNamed: ReadonlySet<string> = new Set(["annotations", "Labels", "labels"]);
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** A member by its name as Go's decoder finds it, whatever its case. */
function member(value: unknown, name: string): unknown {
  const found = Object.entries(membersOf(value)).find(([key]) => foldKey(key) === foldKey(name));
  return found?.[1];
}

const short = (reference: string): string => reference.replace(/^docker\.io\/(?:library\/)?/, "");

/**
 * The archive's bytes as they are, with its end held back until `check` has taken its names: an engine gives no name before it has read
 * the whole. What `check` throws breaks the archive off.
 */
export async function* checkedArchive(
  source: AsyncIterable<Buffer>,
  check: (names: readonly ArchiveName[]) => Promise<void>,
): AsyncGenerator<Buffer, void, void> {
  const archive = new ImageArchive();
  let checked = false;
  for await (const chunk of source) {
    archive.add(chunk);
    if (archive.ended && !checked) {
      await check(archive.names());
      checked = true;
    }
    yield chunk;
  }
  if (!checked) await check(archive.names());
}
