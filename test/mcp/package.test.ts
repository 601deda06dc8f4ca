import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { startServer } from "../support/server.ts";

const run = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const version = "2.1.2";
const home = join(root, ".cache", `mcpb-${version}`);
const program = join(home, "node_modules/@anthropic-ai/mcpb/dist/cli/cli.js");
const directory = mkdtempSync(join(tmpdir(), "gnosis-mcpb-"));

after(() => rmSync(directory, { recursive: true, force: true }));

test("server.json and package.json say the same, in the registry's limits", () => {
  const server = JSON.parse(readFileSync(join(root, "server.json"), "utf8"));
  const about = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.equal(server.name, about.mcpName);
  assert.equal(server.version, about.version);
  assert.equal(server.packages[0].version, about.version);
  assert.equal(server.packages[0].identifier, about.name);
  assert.ok(server.description.length <= 100);
});

test("the bundle is valid for its own tool, and the program in it answers a client", async () => {
  if (!existsSync(program)) {
    mkdirSync(home, { recursive: true });
    const what = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", `@anthropic-ai/mcpb@${version}`];
    await run("npm", ["install", "--prefix", home, ...what], { timeout: 300_000 });
  }
  const packed = await run(process.execPath, [join(root, "scripts/setup/mcpb.mjs")], { cwd: root, timeout: 300_000 });
  const file = packed.stdout.trim().split("\n").at(-1) ?? "";
  await run(process.execPath, [program, "unpack", file, directory]);
  const { stdout } = await run(process.execPath, [program, "validate", join(directory, "manifest.json")]);
  assert.match(stdout, /passes/i);

  const { server } = JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));
  const running = await startServer();
  const filled = (text: string): string =>
    text
      .replace("${__dirname}", directory)
      .replace("${user_config.url}", running.url)
      .replace("${user_config.token}", running.token)
      .replace("${user_config.profile}", "observe");
  const client = new Client({ name: "bundle", version: "1" });
  try {
    const env = Object.fromEntries(
      Object.entries<string>(server.mcp_config.env).map(([name, value]) => [name, filled(value)]),
    );
    const args = server.mcp_config.args.map(filled);
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, env: { ...process.env, ...env } as never }),
    );
    const { tools } = await client.listTools();
    assert.ok(tools.some((tool) => tool.name === "container_diagnose"));
    assert.ok(tools.every((tool) => tool.annotations?.readOnlyHint === true));
  } finally {
    await client.close();
    await running.stop();
  }
});
