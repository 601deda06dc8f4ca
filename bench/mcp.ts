import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createContainer, engine, engineSocket, removeOwn } from "../test/support/engine.ts";
import { waitFor } from "../test/support/wait-for.ts";
import { program, startBuilt } from "./built-server.ts";
import { compare } from "./compare.ts";
import { question, type Question } from "./http-question.ts";
import { startPeer, startTime, type PipePeer, type PipeProgram } from "./pipe-peer.ts";
import { printTable } from "./table.ts";

const containers = 20;
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
const starts = 7;
/** Milliseconds over the raw engine that the list may take, and that the first answer may take. */
const bounds = { over: 1, start: 250 };

/** What is installed to stand beside; never imported, only started. */
const peerPackages = ["@0xshariq/docker-mcp-server@2.0.4", "podman-mcp-server@0.0.15"];
const peerHome = join(import.meta.dirname, "../.cache/mcp-peers");

/** The peers that could be installed. One of them calls a program named podman, so that docker is put in its place. */
function peers(aliases: string): PipeProgram[] {
  try {
    mkdirSync(peerHome, { recursive: true });
    const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save", "--prefix", peerHome];
    if (!existsSync(join(peerHome, "node_modules"))) {
      execFileSync("npm", ["install", ...quiet, ...peerPackages], { stdio: "ignore" });
    }
    const docker = execFileSync("sh", ["-c", "command -v docker"]).toString().trim();
    symlinkSync(docker, join(aliases, "podman"));
  } catch (error) {
    console.error(`The peers could not be installed and are left out: ${(error as Error).message}`);
    return [];
  }
  const at = (path: string) => join(peerHome, "node_modules", path);
  return [
    {
      name: peerPackages[0] ?? "",
      command: [process.execPath, at("@0xshariq/docker-mcp-server/dist/index.js")],
      list: { name: "docker-containers", arguments: {} },
    },
    {
      name: peerPackages[1] ?? "",
      command: [process.execPath, at("podman-mcp-server/bin/index.js")],
      env: { PATH: `${aliases}${delimiter}${process.env["PATH"] ?? ""}` },
      list: { name: "container_list", arguments: {} },
    },
  ];
}

interface Measured {
  readonly program: PipeProgram;
  readonly start: number;
  readonly peer: PipePeer;
  readonly tools: number;
  readonly toolTokens: number;
  readonly listTokens: number;
}

async function measure(one: PipeProgram): Promise<Measured | undefined> {
  try {
    const start = await startTime(one, starts);
    const peer = await startPeer(one);
    const tools = await peer.call("tools/list", {});
    const list = await peer.call("tools/call", one.list);
    const { content, structuredContent } = list.result;
    return {
      program: one,
      start,
      peer,
      tools: tools.result.tools.length,
      toolTokens: Math.ceil(Buffer.byteLength(JSON.stringify(tools.result)) / 4),
      listTokens: Math.ceil(Buffer.byteLength(JSON.stringify(content) + JSON.stringify(structuredContent ?? "")) / 4),
    };
  } catch (error) {
    console.error(`${one.name} is left out: ${(error as Error).message}`);
    return undefined;
  }
}

/** The container list over stdio beside the raw engine, start to first answer, and what tools and list cost, beside two peers. */
export async function mcp(): Promise<void> {
  const aliases = mkdtempSync(join(tmpdir(), "gnosis-bench-"));
  const server = await startBuilt();
  const measured: Measured[] = [];
  try {
    for (let made = 0; made < containers; made++) await createContainer();
    const env = { GNOSIS_DOCKER_URL: server.url, GNOSIS_DOCKER_TOKEN: server.token };
    const list = { name: "container_list", arguments: {} };
    const ours: readonly PipeProgram[] = [
      { name: "gnosis-docker mcp", command: [process.execPath, program, "mcp"], env, list },
      {
        name: "gnosis-docker mcp --alone",
        command: [process.execPath, program, "mcp", "--alone"],
        env: { GNOSIS_DATA_DIR: join(aliases, "data") },
        list,
      },
    ];
    await waitFor("the live state", async () => {
      const { body } = await server.call("GET", "/api/containers");
      return body.total >= containers;
    });
    for (const one of [...ours, ...peers(aliases)]) {
      const result = await measure(one);
      if (result !== undefined) measured.push(result);
    }
    const raw = question("raw engine", {
      socketPath: engineSocket(),
      method: "GET",
      path: "/containers/json",
      headers: { host: "docker" },
    });
    const asked = measured.map(({ program: { name, list }, peer }): Question => ({
      name,
      ask: async () => (await peer.call("tools/call", list)).bytes,
      close: () => undefined,
    }));
    const figures = await compare([raw, ...asked], rounds, { duration: 1_000, concurrency: 1 });
    const engines = figures.get("raw engine");
    const rows = measured.map((one) => {
      const { p50 = Number.NaN, p99 = Number.NaN } = figures.get(one.program.name) ?? {};
      const over = p50 - (engines?.p50 ?? 0);
      if (ours.includes(one.program) && (over > bounds.over || one.start > bounds.start)) process.exitCode = 1;
      return [
        one.program.name,
        `${one.start.toFixed(0)} ms`,
        `${p50.toFixed(2)} / ${p99.toFixed(2)}`,
        over.toFixed(2),
        String(one.tools),
        String(one.toolTokens),
        String(one.listTokens),
      ];
    });
    const { Version: version } = await engine<{ Version: string }>("GET", "/version");
    printTable(
      `MCP over stdio, ${containers} containers, Docker Engine ${version}: start to first answer (median of ${starts}); list p50 / p99 in ms, medians of ${rounds} interleaved rounds; bounds for ours: ${bounds.start} ms and ${bounds.over} ms over the engine`,
      ["", "start", "list", "over engine", "tools", "tools/list tokens", "list tokens"],
      [["raw engine", "", `${engines?.p50.toFixed(2)} / ${engines?.p99.toFixed(2)}`, "", "", "", ""], ...rows],
    );
  } finally {
    for (const { peer } of measured) await peer.stop();
    await server.stop();
    await removeOwn();
    rmSync(aliases, { recursive: true, force: true });
  }
}
