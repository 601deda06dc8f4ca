import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { exitCodes } from "../../src/surfaces/cli/exit-code.ts";
import { removeOwn } from "../support/cleanup.ts";
import { uniqueName } from "../support/containers.ts";
import { runId, testLabel } from "../support/run-id.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { cleanEnvironment, program } from "./run-cli.ts";

const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/```sh\n([^]*?)```/g)].map(([, block = ""]) => block);
const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-docs-"));
let server: TestServer;

before(async () => {
  server = await startServer();
  // What the page creates carries the label of this run, so that it can be removed whatever happens.
  const labelled = `#!/bin/sh
case "$1 $2" in
  "container run"|"container create") noun=$1; verb=$2; shift 2; set -- "$noun" "$verb" --label '${testLabel}=${runId}' "$@";;
esac
exec '${program.join("' '")}' "$@"
`;
  writeFileSync(join(directory, "gnosis-docker"), labelled, { mode: 0o755 });
});
after(async () => {
  await server.stop();
  await removeOwn();
  rmSync(directory, { recursive: true, force: true });
});

test("every example of the command line's page runs", async () => {
  assert.ok(blocks.length >= 8);
  const names = new Map(["web", "db", "cache"].map((name) => [name, uniqueName(name)]));
  const script = blocks
    .join("\n")
    .replaceAll(/\b(web|db|cache)\b(?!=)/g, (name) => names.get(name) ?? name)
    .replaceAll(/tier=\S+/g, "tier=cache");
  const env = cleanEnvironment({
    PATH: `${directory}:${process.env["PATH"] ?? ""}`,
    GNOSIS_DOCKER_URL: server.url,
    GNOSIS_PORT: String(server.port),
    GNOSIS_DATA_DIR: server.dataDir,
    XDG_CONFIG_HOME: join(directory, "config"),
    TOKEN: server.token,
  });
  const { code, output, errors } = await new Promise<{ code: unknown; output: string; errors: string }>((resolve) => {
    execFile(
      "bash",
      ["-euxo", "pipefail", "-c", script],
      { env, cwd: directory, maxBuffer: 64 * 1024 ** 2 },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout, errors: stderr }),
    );
  });
  assert.equal(code, 0, `${output.slice(-2000)}\n${errors.slice(-4000)}`);
  assert.match(output, /^hello$/m);
});

test("the table of exit codes is the program's own", () => {
  const rows = [...page.matchAll(/^\| (\d) +\| /gm)].map(([, code]) => Number(code));
  assert.deepEqual(rows, Object.values(exitCodes));
});
