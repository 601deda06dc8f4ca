import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineSocket } from "../../support/engine.ts";

/** Stands before the engine and writes down what reaches it. */
export interface Recorder {
  readonly path: string;
  /** First lines of the requests that have reached the engine, without version. */
  readonly lines: () => readonly string[];
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

/** Relays bytes between a socket of its own and the engine's; a request's head always begins a packet here. */
export async function startRecorder(): Promise<Recorder> {
  const directory = mkdtempSync(join(tmpdir(), "gd-recorder-"));
  const path = join(directory, "engine.sock");
  const open = new Set<Socket>();
  let lines: string[] = [];
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: engineSocket(), allowHalfOpen: true });
    for (const side of [client, engine]) {
      open.add(side);
      side.on("error", () => undefined);
      side.once("close", () => open.delete(side));
    }
    client.on("data", (part: Buffer) => {
      const [, line] =
        /^((?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) \S+) HTTP\/1\.1\r\n/.exec(part.toString("latin1")) ?? [];
      if (line !== undefined) lines.push(line.replace(/ \/v1\.[0-9]+\//, " /"));
    });
    client.pipe(engine).pipe(client);
    client.once("close", () => engine.destroy());
    engine.once("close", () => client.destroy());
  });
  await new Promise<void>((done) => server.listen(path, done));
  return {
    path,
    lines: () => lines,
    forget: () => (lines = []),
    close: async () => {
      for (const side of open) side.destroy();
      await new Promise((done) => server.close(done));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
