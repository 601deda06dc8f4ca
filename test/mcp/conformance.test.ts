import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createCatalogue } from "../../src/catalogue/catalogue.ts";
import { listen, type Listening } from "../../src/app/listen.ts";
import type { Guard } from "../../src/guard/guard.ts";
import { createHttpApp } from "../../src/surfaces/http/app.ts";
import { mountMcp } from "../../src/surfaces/mcp/mount.ts";
import { conformanceFixtures } from "./conformance-fixtures.ts";

const run = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const version = "0.2.0-alpha.12";
const home = join(root, ".cache", `conformance-${version}`);
const program = join(home, "node_modules/@modelcontextprotocol/conformance/dist/index.js");

let listening: Listening;
let close: () => Promise<void>;

/** The suite is not a dependency of the product: it is installed where the tests keep what they need. */
async function install(): Promise<void> {
  if (existsSync(program)) return;
  mkdirSync(home, { recursive: true });
  await run(
    "npm",
    [
      "install",
      "--prefix",
      home,
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      `@modelcontextprotocol/conformance@${version}`,
    ],
    { timeout: 300_000 },
  );
}

before(async () => {
  await install();
  const app = createHttpApp({ allowedHosts: [], onError: () => undefined });
  close = mountMcp(app, {
    guard: {} as Guard,
    catalogue: createCatalogue([]),
    authenticate: () => Promise.resolve({ id: "conformance", name: "conformance", role: "none", surface: "mcp" }),
    maxBodyBytes: 1_048_576,
    version: "0.0.0",
    instead: conformanceFixtures,
  });
  listening = await listen({ host: "127.0.0.1", port: 0, headTimeout: 30_000, fetch: app.fetch as never });
});

after(async () => {
  await close?.();
  await listening?.close(1_000);
});

for (const revision of ["2025-11-25", "2026-07-28"]) {
  test(`the conformance suite's requirements of ${revision} are met`, async () => {
    const results = join(home, `results-${revision}-${process.pid}`);
    const url = `http://127.0.0.1:${listening.port}/mcp`;
    const { stdout, code } = await run(
      process.execPath,
      [program, "server", "--url", url, "--requirements", revision, "-o", results],
      {
        timeout: 300_000,
        maxBuffer: 64 * 1_048_576,
        cwd: home,
      },
    ).then(
      ({ stdout: out }) => ({ stdout: out, code: 0 }),
      (error: { stdout?: string; code?: number; message: string }) => ({
        stdout: `${error.stdout ?? ""}${error.message}`,
        code: error.code ?? 1,
      }),
    );
    assert.equal(code, 0, stdout.slice(-6_000));
    const checks = globSync("**/checks.json", { cwd: results }).flatMap((file) =>
      (JSON.parse(readFileSync(join(results, file), "utf8")) as { id: string; status: string }[]).map((check) => ({
        scenario: file.replace(/-\d{4}-.*/, ""),
        ...check,
      })),
    );
    // Tasks are an extension that is not served; everything else, scored or not, holds.
    const failed = checks.filter(
      ({ scenario, status }) => status === "FAILURE" && !scenario.startsWith("server-tasks-"),
    );
    assert.deepEqual(failed, []);
    assert.ok(checks.filter(({ status }) => status === "SUCCESS").length >= 70, String(checks.length));
    rmSync(results, { recursive: true, force: true });
  });
}
