import { spawn } from "node:child_process";
import { median } from "./statistics.ts";

/** A program that speaks MCP over its pipes. */
export interface PipeProgram {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** The tool that lists running containers, and its arguments. */
  readonly list: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };
}

/** A running program, greeted in the revision that all peers speak. */
export interface PipePeer {
  /** Milliseconds from the spawn to the answer of `initialize`. */
  readonly started: number;
  readonly call: (method: string, params: unknown) => Promise<{ readonly bytes: number; readonly result: any }>;
  readonly stop: () => Promise<void>;
}

/** Milliseconds that a program may take to answer. */
const patience = 30_000;

/** Starts a program and greets it. */
export async function startPeer({ name, command, env }: PipeProgram): Promise<PipePeer> {
  const begin = performance.now();
  const [file, ...args] = command;
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, ...env } });
  const waiting = new Map<number, (line: string) => void>();
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const id = /"id":\s*(\d+)/.exec(line)?.[1];
      if (id !== undefined) waiting.get(Number(id))?.(line);
    }
  });
  let next = 1;
  const call: PipePeer["call"] = async (method, params) => {
    const id = next++;
    const line = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} did not answer ${method}`)), patience);
      waiting.set(id, (text) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(text);
      });
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    });
    return { bytes: Buffer.byteLength(line), result: JSON.parse(line).result };
  };
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.stdin.end();
    const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await ended;
    clearTimeout(timer);
  };
  try {
    const clientInfo = { name: "bench", version: "1.0.0" };
    await call("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
    const started = performance.now() - begin;
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
    return { started, call, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Milliseconds from the spawn to the first answer, the median of `times` starts. */
export async function startTime(program: PipeProgram, times: number): Promise<number> {
  const taken: number[] = [];
  for (let at = 0; at < times; at++) {
    const peer = await startPeer(program);
    taken.push(peer.started);
    await peer.stop();
  }
  return median(taken);
}
