import { createServer, type RequestListener, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngineClient } from "./create-client.ts";
import type { EngineClient } from "./client.ts";

/** A server that plays an engine for faults that a real one won't produce on demand. */
export interface FakeEngine extends AsyncDisposable {
  readonly client: EngineClient;
  readonly server: Server;
  readonly socketPath: string;
}

/** Listens on a Unix socket of its own; answers `_ping` with API 1.41 and everything else with `listener`. */
export async function fakeEngine(listener: RequestListener, apiVersion = "1.41"): Promise<FakeEngine> {
  const directory = mkdtempSync(join(tmpdir(), "gd-fake-"));
  const socketPath = join(directory, "e.sock");
  const server = createServer((request, response) => {
    if (request.url === "/_ping") response.setHeader("api-version", apiVersion).end("OK");
    else listener(request, response);
  });
  await new Promise<void>((done) => server.listen(socketPath, done));
  const client = createEngineClient({ name: "fake", kind: "unix", socketPath });
  return {
    client,
    server,
    socketPath,
    [Symbol.asyncDispose]: async () => {
      client.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
