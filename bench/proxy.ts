// The guarded socket beside the engine's own and a plain Node passthrough, in turns: requests, creates, streams.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { program } from "./built-server.ts";
import { startGuarded } from "../test/proxy/support/guarded.ts";
import { createContainer, engineSocket, engine, labels, removeOwn } from "../test/support/engine.ts";

const rounds = 5;
/** Milliseconds of one measurement. */
const slice = 1_200;
/** Containers in the list, beside what is there. */
const containers = 20;
/** Bytes of the streams. */
const streamBytes = 200 * 1024 * 1024;

interface Target {
  readonly name: string;
  readonly path: string;
}

interface Measured {
  readonly rate: number;
  readonly p50: number;
}

function ask(target: Target, agent: Agent, method: string, path: string, body?: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers =
      body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request({ socketPath: target.path, agent, method, path, headers }, (answer: IncomingMessage) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.once("end", () => {
        const bytes = Buffer.concat(parts);
        if ((answer.statusCode ?? 500) < 400) resolve(bytes);
        else
          reject(new Error(`${target.name} ${method} ${path}: ${answer.statusCode} ${bytes.toString().slice(0, 200)}`));
      });
    });
    sent.once("error", reject).end(body);
  });
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function load(target: Target, path: string, callers: number, time: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const took: number[] = [];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() - start < time) {
        const before = performance.now();
        await ask(target, agent, "GET", path);
        took.push(performance.now() - before);
      }
    }),
  );
  agent.destroy();
  return { rate: took.length / ((performance.now() - start) / 1_000), p50: median(took) };
}

async function compare(
  targets: readonly Target[],
  what: string,
  measure: (target: Target) => Promise<Measured>,
): Promise<void> {
  const results = new Map<string, Measured[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const target of round % 2 === 0 ? targets : targets.toReversed())
      results.get(target.name)?.push(await measure(target));
  const [direct] = targets;
  const base = results.get(direct?.name ?? "") ?? [];
  for (const { name } of targets) {
    const rows = results.get(name) ?? [];
    const ratio = median(rows.map(({ rate }, at) => rate / (base[at]?.rate ?? NaN)));
    const added = median(rows.map(({ p50 }, at) => p50 - (base[at]?.p50 ?? NaN)));
    console.log(
      `${what.padEnd(34)} ${name.padEnd(12)} ${median(rows.map(({ rate }) => rate))
        .toFixed(1)
        .padStart(9)}/s  p50 ${median(rows.map(({ p50 }) => p50))
        .toFixed(3)
        .padStart(9)} ms  ratio ${ratio.toFixed(2)}  added ${added.toFixed(3)} ms`,
    );
  }
}

async function timed(work: () => Promise<unknown>): Promise<Measured> {
  const start = performance.now();
  await work();
  const took = performance.now() - start;
  return { rate: 1_000 / took, p50: took };
}

function docker(target: Target, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("docker", args, {
      env: { ...process.env, DOCKER_HOST: `unix://${target.path}` },
      stdio: "ignore",
    });
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`docker ${args.join(" ")}: ${code}`))));
  });
}

/** Reads a whole answer and gives bytes a second as the rate, in MB. */
async function throughput(target: Target, path: string): Promise<Measured> {
  const start = performance.now();
  const agent = new Agent();
  const bytes = await new Promise<number>((resolve, reject) => {
    let size = 0;
    request({ socketPath: target.path, agent, path }, (answer) => {
      answer.on("data", (part: Buffer) => (size += part.length));
      answer.once("end", () => resolve(size));
    })
      .once("error", reject)
      .end();
  });
  const took = performance.now() - start;
  return { rate: bytes / 1e6 / (took / 1_000), p50: took };
}

/** Runs all of it. */
export async function proxy(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "gd-bench-"));
  const children: ChildProcess[] = [];
  const guarded = await startGuarded({ roles: ["admin"], command: [process.execPath, program] });
  try {
    const passthrough = join(directory, "pass.sock");
    const child = spawn(process.execPath, [join(import.meta.dirname, "passthrough.ts"), passthrough, engineSocket()], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    await once(child.stdout, "data");
    for (let at = 0; at < containers; at++) await createContainer();
    const targets: Target[] = [
      { name: "direct", path: engineSocket() },
      { name: "passthrough", path: passthrough },
      { name: "guarded", path: guarded.path("admin") },
    ];
    const { id } = await createContainer({
      command: ["sh", "-c", `head -c ${streamBytes} /dev/zero > /big; sleep 3600`],
    });
    for (const path of ["/_ping", "/containers/json", `/containers/${id}/json`, "/version"])
      for (const callers of [1, 8]) {
        for (const target of targets) await load(target, path, callers, 300);
        const what = `GET ${path.replace(id, "{id}")} c=${callers}`;
        await compare(targets, what, (target) => load(target, path, callers, slice));
      }
    const body = JSON.stringify({ Image: "busybox:latest", Cmd: ["true"], Labels: labels });
    const creates = async (target: Target): Promise<Measured> => {
      const agent = new Agent({ keepAlive: true });
      const made: string[] = [];
      const took: number[] = [];
      for (let at = 0; at < 12; at++) {
        const before = performance.now();
        const answer = await ask(target, agent, "POST", "/containers/create", body);
        took.push(performance.now() - before);
        made.push((JSON.parse(answer.toString()) as { Id: string }).Id);
      }
      agent.destroy();
      for (const one of made) await engine("DELETE", `/containers/${one}?force=true`);
      return { rate: 1_000 / median(took), p50: median(took) };
    };
    for (const target of targets) await creates(target);
    await compare(targets, "POST /containers/create", creates);
    // The passthrough hands no connection over, which attaching needs.
    const attaching = targets.filter(({ name }) => name !== "passthrough");
    await compare(attaching, "docker run --rm busybox true", (target) =>
      timed(() => docker(target, "run", "--rm", "busybox", "true")),
    );
    await compare(targets, "200 MB out of a container, MB", (target) =>
      throughput(target, `/containers/${id}/archive?path=/big`),
    );
    const { id: talker } = await createContainer({
      command: ["sh", "-c", "yes 0123456789012345678901234567890123456789012345678901234567890 | head -c 100000000"],
    });
    await engine("POST", `/containers/${talker}/wait`);
    await compare(targets, "100 MB of log, MB", (target) => throughput(target, `/containers/${talker}/logs?stdout=1`));
  } finally {
    for (const child of children) child.kill();
    await guarded.stop();
    await removeOwn();
    rmSync(directory, { recursive: true, force: true });
  }
}
