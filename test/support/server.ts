import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { client, type Client } from "./client.ts";
import { serverEndpoint } from "./endpoint-under-test.ts";
import { waitFor } from "./wait-for.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** How a test starts the whole server. */
export interface ServerOptions {
  /** Further environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** An own data directory that outlives the server; default a new one that `stop` removes. */
  readonly dataDir?: string;
  /** The program and its first arguments; default Node on src/app/main.ts. */
  readonly command?: readonly string[];
  /** False: don't wait until it answers. */
  readonly wait?: boolean;
}

/** A running server of the product, in its own process. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** The text of GNOSIS_ADMIN_TOKEN_FILE. */
  readonly token: string;
  /** Calls with the admin token. */
  readonly call: Client;
  readonly process: ChildProcess;
  /** Everything it has printed so far. */
  readonly output: () => string;
  /** SIGTERM, SIGKILL after 30 s; gives the exit code (null when it was killed). */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** A TCP port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Starts the whole server on a free loopback port with its own data directory and an admin token. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const port = await freePort();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "gnosis-docker-test-"));
  const token = randomBytes(32).toString("hex");
  const tokenFile = join(dataDir, "admin-token");
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const [program = process.execPath, ...first] = options.command ?? [process.execPath, join(root, "src/app/main.ts")];
  const child = spawn(program, [...first, "serve", ...(options.args ?? [])], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      // A test that says which engines its server has keeps them.
      ...(options.env?.["DOCKER_HOST"] === undefined && !existsSync(join(dataDir, "config.yaml"))
        ? serverEndpoint()
        : {}),
      GNOSIS_HOST: "127.0.0.1",
      GNOSIS_PORT: String(port),
      GNOSIS_DATA_DIR: dataDir,
      GNOSIS_ADMIN_TOKEN_FILE: tokenFile,
      ...options.env,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += part));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
    const code = await ended;
    clearTimeout(timer);
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    return code;
  };
  const url = `http://127.0.0.1:${port}`;
  const server = { url, port, dataDir, token, call: client(url, token), process: child, output: () => output, stop };
  if (options.wait === false) return server;
  try {
    await waitFor("the server's /health", async () => {
      if (child.exitCode !== null) return true;
      return (await fetch(`${url}/health`)).ok;
    });
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}`);
  } catch (error) {
    await stop("SIGKILL");
    throw new Error(`The server did not start. It printed:\n${output}`, { cause: error });
  }
  return server;
}
