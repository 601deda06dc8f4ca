import type { EngineClient } from "../../engine/client.ts";
import { Collector } from "../output/collect.ts";
import { session } from "../output/tunnel.ts";
import { entryOf, type FileEntry } from "./view.ts";

/** Bytes of a listing that are read; a directory beyond that is listed in part. */
const most = 4 * 1024 * 1024;
/** Milliseconds that a listing may take. */
const patience = 20_000;

// A name holds no slash, so that `//` ends an entry whatever the name is; the programs are those of every small image.
const script = `cd -- "$1" && find . -mindepth 1 -maxdepth 1 -exec stat -c '%f %s %Y %u %g %n//' {} +`;
const entry = /^([0-9a-f]+) (\d+) (\d+) (\d+) (\d+) \.\/([^]*)$/;

const types: Readonly<Record<number, FileEntry["type"]>> = {
  0o100000: "file",
  0o040000: "directory",
  0o120000: "link",
};

/** The entries of a directory as the container's own programs list them; nothing where those can't, or there is no such directory. */
export async function listInside(
  engine: EngineClient,
  container: string,
  path: string,
  signal: AbortSignal,
): Promise<{ readonly entries: readonly FileEntry[]; readonly truncated: boolean } | undefined> {
  const { Id } = await engine.json<{ Id: string }>("POST", `/containers/${container}/exec`, {
    body: { AttachStdout: true, AttachStderr: true, Cmd: ["sh", "-c", script, "sh", path] },
    signal,
  });
  const tunnel = await engine.tunnel("POST", `/exec/${Id}/start`, { body: { Detach: false, Tty: false }, signal });
  const running = session(tunnel, { tty: false, timeout: patience, signal });
  const collector = new Collector({ maxBytes: most, keep: "start" });
  for await (const batch of running.batches) for (const chunk of batch) collector.add(chunk);
  const { stdout, truncated } = collector.result();
  const { ExitCode } = await engine.json<{ ExitCode: number | null }>("GET", `/exec/${Id}/json`, { signal });
  // A directory that is empty lists nothing and succeeds; a program that is missing, or may not, fails.
  if (ExitCode !== 0 && ExitCode !== null) return undefined;
  return { entries: stdout.split("//\n").flatMap(entryIn), truncated: truncated || running.timedOut() };
}

function entryIn(text: string): readonly FileEntry[] {
  const match = entry.exec(text);
  if (match === null) return [];
  const [, hex = "0", size, modified, uid, gid, name = ""] = match;
  const mode = Number.parseInt(hex, 16);
  const numbers = { size: Number(size), modified: Number(modified), uid: Number(uid), gid: Number(gid), mode };
  return [entryOf(name, types[mode & 0o170000] ?? "other", numbers)];
}
