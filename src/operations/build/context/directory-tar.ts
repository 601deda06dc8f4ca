import { constants, type Stats } from "node:fs";
import { lstat, open, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { GnosisError } from "../../../kernel/errors.ts";
import { type Ignore, IgnoreProblem, readDockerignore } from "./dockerignore.ts";
import { tarEnd, tarHeader, tarPadding } from "./tar.ts";

/** Bytes that are read of a file at a time. */
const piece = 256 * 1024;

/**
 * A directory as the tar archive that a build gets, without what its `.dockerignore` leaves out (`<Dockerfile>.dockerignore` first, as
 * BuildKit has it). Symbolic links are sent as links and never followed, so that nothing outside the directory gets in; sockets, pipes
 * and devices are left out. It is read while it is sent.
 */
export async function directoryTar(directory: string, dockerfile: string): Promise<Readable> {
  const ignore = await readIgnoreFile(directory, dockerfile);
  return Readable.from(archive(directory, ignore), { objectMode: false, highWaterMark: piece });
}

async function readIgnoreFile(directory: string, dockerfile: string): Promise<Ignore> {
  // The builder itself needs these two; it takes them out of what COPY sees when they are ignored.
  const needed = [dockerfile.replace(/^(?:\.?\/)+/u, ""), ".dockerignore"];
  for (const name of [`${dockerfile}.dockerignore`, ".dockerignore"]) {
    const path = join(directory, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isFile() === true) return readIgnore(await readFile(path, "utf8"), needed);
  }
  return readDockerignore("");
}

function readIgnore(text: string, needed: readonly string[]): Ignore {
  try {
    return readDockerignore(text, needed);
  } catch (thrown) {
    if (!(thrown instanceof IgnoreProblem)) throw thrown;
    throw new GnosisError("INPUT_INVALID", thrown.message, { where: ".dockerignore", cause: thrown });
  }
}

async function* archive(directory: string, ignore: Ignore): AsyncGenerator<Buffer, void, void> {
  yield* below(directory, "", ignore);
  yield tarEnd;
}

async function* below(directory: string, path: string, ignore: Ignore): AsyncGenerator<Buffer, void, void> {
  const names = (await readdir(join(directory, path))).toSorted((a, b) => (a < b ? -1 : 1));
  for (const name of names) {
    const inside = path === "" ? name : `${path}/${name}`;
    const ignored = ignore.ignores(inside);
    // What the builder needs may lie below an ignored directory too; then the whole of it is looked through.
    if (ignored && !ignore.takesBack && !ignore.mayHold(inside)) continue;
    const full = join(directory, inside);
    const stats = await lstat(full).catch(() => undefined);
    if (stats === undefined) continue;
    const modified = Math.floor(stats.mtimeMs / 1000);
    if (stats.isDirectory()) {
      const entry = { path: inside, kind: "directory", mode: stats.mode, size: 0, modified } as const;
      if (!ignored) yield tarHeader(entry);
      yield* below(directory, inside, ignore);
    } else if (ignored) {
      continue;
    } else if (stats.isSymbolicLink()) {
      const target = await readlink(full);
      yield tarHeader({ path: inside, kind: "link", mode: 0o777, size: 0, modified, target });
    } else if (stats.isFile()) {
      yield* file(full, inside, stats);
    }
  }
}

async function* file(full: string, path: string, found: Stats): AsyncGenerator<Buffer, void, void> {
  // Not through a link that took the file's place since it was looked at.
  const handle = await open(full, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size, mode, mtimeMs, ino, dev } = await handle.stat();
    if (ino !== found.ino || dev !== found.dev) throw changed(path);
    // Nor through one that took the place of a directory above it.
    if ((await readlink(`/proc/self/fd/${handle.fd}`).catch(() => full)) !== full) throw changed(path);
    yield tarHeader({ path, kind: "file", mode, size, modified: Math.floor(mtimeMs / 1000) });
    let left = size;
    while (left > 0) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(piece, left)));
      if (bytesRead === 0) throw changed(path);
      left -= bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    yield tarPadding(size);
  } finally {
    await handle.close();
  }
}

const changed = (path: string): GnosisError =>
  new GnosisError("CONFLICT", `The file '${path}' changed while it was read.`, { next: "Build again." });
