import { posix } from "node:path";
import type { EngineClient } from "../../engine/client.ts";
import { tarEntries } from "../../kernel/tar-reader.ts";
import { entryOf, type FileEntry } from "./view.ts";

/** Bytes of an archive that are read: it holds whatever lies below, so that a large directory is listed in part. */
const most = 64 * 1024 * 1024;
/** Entries that are listed. */
const mostEntries = 20_000;

/** The entries of a directory out of the archive that the engine makes of it: for containers that stand, or have no programs to ask. */
export async function listArchive(
  engine: EngineClient,
  container: string,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly entries: readonly FileEntry[]; readonly truncated: boolean }> {
  const { body } = await engine.open("GET", `/containers/${container}/archive`, {
    query: { path: path.endsWith("/") ? `${path}.` : `${path}/.` },
    signal,
  });
  const found = new Map<string, FileEntry>();
  let read = 0;
  async function* counted(): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      read += chunk.length;
      yield chunk;
      if (read > most) return;
    }
  }
  try {
    for await (const { name, type, content: _, ...numbers } of tarEntries(counted())) {
      const parts = posix
        .normalize(name)
        .split("/")
        .filter((part) => part !== "." && part !== "");
      const [child] = parts;
      if (child !== undefined && parts.length === 1) found.set(child, entryOf(child, type, numbers));
      if (found.size >= mostEntries) return { entries: [...found.values()], truncated: true };
    }
  } finally {
    body.destroy();
  }
  return { entries: [...found.values()], truncated: read > most };
}
