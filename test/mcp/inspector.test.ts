import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startServer, type TestServer } from "../support/server.ts";

const run = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const version = "2.12.0";
const home = join(root, ".cache", `inspector-${version}`);
const program = join(home, "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js");

let server: TestServer;

before(async () => {
  if (!existsSync(program)) {
    mkdirSync(home, { recursive: true });
    const what = `@modelcontextprotocol/inspector@${version}`;
    await run("npm", ["install", "--prefix", home, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", what], {
      timeout: 300_000,
    });
  }
  server = await startServer();
});

after(async () => {
  await server?.stop();
});

async function inspect(args: readonly string[]): Promise<any> {
  const env = { ...process.env, GNOSIS_DOCKER_URL: server.url, GNOSIS_DOCKER_TOKEN: server.token };
  const { stdout } = await run(process.execPath, [program, "--cli", ...args], {
    env,
    timeout: 120_000,
    maxBuffer: 8 * 1_048_576,
  });
  return JSON.parse(stdout.slice(stdout.indexOf("{")));
}

for (const era of ["legacy", "modern"]) {
  test(`the inspector lists and calls over HTTP in the ${era} era, and finds the schemas portable`, async () => {
    const http = [
      `${server.url}/mcp`,
      "--transport",
      "http",
      "--header",
      `Authorization: Bearer ${server.token}`,
      "--protocol-era",
      era,
      "-q",
    ];
    const listed = await inspect([...http, "--method", "tools/list", "--strict"]);
    assert.ok(JSON.stringify(listed).includes("container_diagnose"));
    const called = await inspect([
      ...http,
      "--method",
      "tools/call",
      "--tool-name",
      "container_list",
      "--tool-arg",
      "all=true",
    ]);
    assert.match(JSON.stringify(called), /containers/);
  });

  test(`the inspector lists and calls over stdio in the ${era} era`, async () => {
    const stdio = [process.execPath, join(root, "src/app/main.ts"), "mcp"];
    const more = [
      "--protocol-era",
      era,
      "-e",
      `GNOSIS_DOCKER_URL=${server.url}`,
      "-e",
      `GNOSIS_DOCKER_TOKEN=${server.token}`,
    ];
    const called = await inspect([
      ...stdio,
      ...more,
      "--method",
      "tools/call",
      "--tool-name",
      "container_list",
      "--tool-arg",
      "all=true",
    ]);
    assert.match(JSON.stringify(called), /containers/);
  });
}
