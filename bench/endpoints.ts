// The ways to an engine, in turns on one and the same engine: its socket, TCP with TLS, SSH, and a sandbox's pipe; then what an engine in a container costs.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createEngineClient } from "../src/engine/create-client.ts";
import type { EngineClient } from "../src/engine/client.ts";
import type { Endpoint } from "../src/engine/endpoint/endpoint.ts";
import { parseHost } from "../src/engine/endpoint/parse-host.ts";
import { startNewerEngine } from "../test/support/newer-engine.ts";
import { engine, engineSocket, removeOwn } from "../test/support/engine.ts";
import { descendants } from "../test/support/prepare/processes.ts";
import { freePort } from "../test/support/server.ts";
import { startSshServer } from "../test/support/ssh-server.ts";
import { makeTlsFiles } from "../test/support/tls-engine.ts";
import { compare, type Figures } from "./compare.ts";
import type { Question } from "./http-question.ts";
import { residentBytes } from "./process-use.ts";
import { median } from "./statistics.ts";
import { printTable } from "./table.ts";

const containers = Number(process.env["BENCH_CONTAINERS"] ?? 20);
const rounds = Number(process.env["BENCH_ROUNDS"] ?? 5);
/** Bytes that are read out of a container in one piece. */
const streamBytes = 64 * 1024 * 1024;
/** Connections made anew for the time to the first answer. */
const starts = 5;

interface Way {
  readonly name: string;
  readonly endpoint: Endpoint;
}

async function read(client: EngineClient, path: string, query: Readonly<Record<string, string>>): Promise<number> {
  const { body } = await client.open("GET", path, { query, timeout: "none" });
  let bytes = 0;
  body.on("data", (part: Buffer) => (bytes += part.length));
  await once(body, "end");
  return bytes;
}

/** Milliseconds from nothing to the first answer, the middle of a few. */
async function firstAnswer(endpoint: Endpoint): Promise<number> {
  const took: number[] = [];
  for (let start = 0; start < starts; start++) {
    const client = createEngineClient(endpoint);
    const began = performance.now();
    await client.json("GET", "/version");
    took.push(performance.now() - began);
    client.close();
  }
  return median(took);
}

interface Asked {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly concurrency: number;
  /** Milliseconds. */
  readonly duration: number;
}

async function ask(ways: readonly Way[], { path, query = {}, concurrency, duration }: Asked) {
  const questions = ways.map(({ name, endpoint }): Question => {
    const client = createEngineClient(endpoint);
    return { name, ask: () => read(client, path, query), close: client.close };
  });
  return compare(questions, rounds, { duration, concurrency });
}

const memory = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    try {
      return sum + residentBytes(pid);
    } catch {
      return sum;
    }
  }, 0);

/** Memory of the programs that a way needs beside server and engine while one connection stands, bytes. */
async function memoryOf(endpoint: Endpoint, also: () => readonly number[]): Promise<number> {
  const before = new Set([...descendants(process.pid), ...also()]);
  const client = createEngineClient(endpoint);
  const { body } = await client.open("GET", "/events", { query: { since: "1" } });
  body.resume();
  const used = memory([...new Set([...descendants(process.pid), ...also()])].filter((pid) => !before.has(pid)));
  body.destroy();
  client.close();
  return used;
}

/** The masters of ssh leave our own processes: they are found by the directory of their socket. */
function sshMasters(): number[] {
  return descendants(1).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("ControlPath=");
    } catch {
      return false;
    }
  });
}

/** The processes that run beside a container's first one: what is executed in it belongs to the same shim. */
function besideFirst(pid: number): number[] {
  const [, rest = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  return descendants(Number(rest.split(" ")[1]));
}

/** Milliseconds of `docker run --rm busybox true` without the CLI: created, started, waited for, removed. */
async function oneContainer(client: EngineClient): Promise<number> {
  const began = performance.now();
  const { Id } = await client.json<{ Id: string }>("POST", "/containers/create", {
    body: { Image: "busybox:latest", Cmd: ["true"] },
  });
  await client.json("POST", `/containers/${Id}/start`);
  await client.json("POST", `/containers/${Id}/wait`, { timeout: "none" });
  await client.json("DELETE", `/containers/${Id}`);
  return performance.now() - began;
}

const ratio = (value: number, base: number): string => (value / base).toFixed(2);
const mib = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

/** Measures the ways and prints them beside the socket. */
export async function endpoints(): Promise<void> {
  const files = await makeTlsFiles();
  const port = await freePort();
  const began = performance.now();
  const inner = await startNewerEngine({ ...files, published: { inside: 2376, here: port } });
  const started = performance.now() - began;
  const ssh = await startSshServer();
  try {
    await inner.dind.load("busybox:latest");
    const socket = inner.env["DOCKER_HOST"] ?? "";
    const socketPath = socket.replace("unix://", "");
    const host = createEngineClient(parseHost("host", `unix://${engineSocket()}`));
    const pem = (name: string): string => readFileSync(files.file(name), "utf8");
    const tls = { ca: pem("ca.pem"), cert: pem("client.pem"), key: pem("client.key") };
    const far = parseHost("ssh", ssh.address(socketPath));
    if (far.kind !== "ssh") throw new Error("That is no SSH endpoint.");
    const ways: readonly Way[] = [
      { name: "socket", endpoint: parseHost("socket", socket) },
      { name: "TCP with TLS", endpoint: parseHost("tls", `tcp://127.0.0.1:${port}`, tls) },
      { name: "SSH", endpoint: { ...far, options: ["-F", ssh.config] } },
      { name: "sandbox", endpoint: { name: "sandbox", kind: "sandbox", container: inner.dind.id, host } },
    ];
    const there = createEngineClient(ways[0]!.endpoint);
    const body = { Image: "busybox:latest", Cmd: ["sleep", "3600"] };
    let talker = "";
    for (let made = 0; made < containers; made++) {
      const { Id } = await there.json<{ Id: string }>("POST", "/containers/create", { body });
      talker = Id;
      await there.json("POST", `/containers/${Id}/start`);
    }
    const filling = await there.json<{ Id: string }>("POST", `/containers/${talker}/exec`, {
      body: { Cmd: ["sh", "-c", `head -c ${streamBytes} /dev/zero > /big`], AttachStdout: true },
    });
    const { socket: fill } = await there.tunnel("POST", `/exec/${filling.Id}/start`, { body: { Detach: false } });
    await once(fill.resume(), "end");

    const { State } = await engine<any>("GET", `/containers/${inner.dind.id}/json`);
    const first = new Map<string, number>();
    const own = new Map<string, number>();
    for (const { name, endpoint } of ways) {
      first.set(name, await firstAnswer(endpoint));
      own.set(name, await memoryOf(endpoint, () => [...sshMasters(), ...besideFirst(State.Pid)]));
    }
    const brief = { concurrency: 1, duration: 1_000 };
    const ping = await ask(ways, { path: "/_ping", ...brief });
    const list = await ask(ways, { path: "/containers/json", ...brief });
    const many = await ask(ways, { path: "/containers/json", concurrency: 8, duration: 1_000 });
    const archive = { path: `/containers/${talker}/archive`, query: { path: "/big" } };
    const stream = await ask(ways, { ...archive, concurrency: 1, duration: 1 });
    const base = (figures: ReadonlyMap<string, Figures>): Figures => figures.get("socket")!;
    const p50 = (figures: ReadonlyMap<string, Figures>, name: string): string =>
      `${figures.get(name)!.p50.toFixed(2)} (${ratio(figures.get(name)!.p50, base(figures).p50)})`;
    printTable(
      `Ways to one engine: p50 in ms and its ratio to the socket's, ${containers} containers, ${rounds} rounds`,
      ["way", "first answer", "ping", "list", "list, 8 at once", "stream, MB/s", "memory, MiB"],
      ways.map(({ name }) => [
        name,
        first.get(name)!.toFixed(1),
        p50(ping, name),
        p50(list, name),
        p50(many, name),
        `${(stream.get(name)!.bytesPerSecond / 1e6).toFixed(0)} (${ratio(stream.get(name)!.bytesPerSecond, base(stream).bytesPerSecond)})`,
        mib(own.get(name)!),
      ]),
    );

    const runs = new Map<string, number[]>([
      ["host's engine", []],
      ["engine in a container", []],
    ]);
    for (let round = 0; round < rounds * 2; round++) {
      runs.get("host's engine")!.push(await oneContainer(host));
      runs.get("engine in a container")!.push(await oneContainer(there));
    }
    const engines = [State.Pid as number, ...descendants(State.Pid)].filter((pid) =>
      /^(dockerd|containerd)$/.test(readFileSync(`/proc/${pid}/comm`, "utf8").trim()),
    );
    const [outside = 0, inside = 0] = [...runs.values()].map(median);
    printTable(
      "An engine in a container",
      ["engine", "start, ms", "container, ms", "ratio", "memory, MiB"],
      [
        ["host's engine", "", outside.toFixed(0), "1.00", ""],
        ["engine in a container", started.toFixed(0), inside.toFixed(0), ratio(inside, outside), mib(memory(engines))],
      ],
    );
    there.close();
    host.close();
  } finally {
    await inner.remove();
    await ssh.remove();
    files.remove();
    await removeOwn();
  }
}
