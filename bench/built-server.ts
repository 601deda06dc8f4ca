import { join } from "node:path";
import { startServer, type TestServer } from "../test/support/server.ts";

/** The built program: what is measured is what ships. */
export const program = join(import.meta.dirname, "../dist/gnosis-docker.js");

/** Starts the built server on a free port with a new data directory. */
export const startBuilt = (wait = true): Promise<TestServer> =>
  startServer({
    command: [process.execPath, program],
    env: { GNOSIS_LOG_LEVEL: "warn", NODE_ENV: "production" },
    wait,
  });
