import type { EngineClient, OutputChunk } from "../../engine/client.ts";
import { Missed } from "../../engine/fanout.ts";
import { frames } from "../../engine/frames.ts";
import { openLog } from "../../engine/logs/open-log.ts";
import type { SharedLogs } from "../../engine/logs/shared-logs.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { plainText } from "../../kernel/plain-text.ts";
import { redactOutput, secretValues } from "../../kernel/redact-output.ts";
import type { LogLine } from "./log-line.ts";
import { levelOf } from "../../kernel/log-level.ts";
import { linesOf, type RawLine } from "./lines.ts";

/** Which part of a log is read. */
export interface LogRange {
  readonly streams: "stdout" | "stderr" | "both";
  /** Unix seconds with fraction. */
  readonly since?: number;
  readonly until?: number;
  /** Lines from the end; the whole log when absent. */
  readonly tail?: number;
  readonly follow?: boolean;
  /** Shows secrets unmasked. */
  readonly reveal: boolean;
  readonly signal: AbortSignal;
}

/** Where lines are read from: the engine, and the streams of it that followers share. */
export interface LogSource {
  readonly engine: EngineClient;
  readonly logs?: Pick<SharedLogs, "follow">;
}

const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/;

/** The lines of one container's log: plain, masked, with level and time. Ending the iteration ends the engine's request. */
export async function* readLines(
  engine: EngineClient,
  container: ContainerInspect,
  range: LogRange,
): AsyncGenerator<LogLine, void, void> {
  const body = await openLog(engine, container.Id, {
    query: {
      stdout: range.streams !== "stderr",
      stderr: range.streams !== "stdout",
      timestamps: true,
      follow: range.follow ?? false,
      tail: range.tail ?? "all",
      since: range.since,
      until: range.until,
    },
    signal: range.signal,
    timeout: "none",
  });
  const read = lineReader(container, range.reveal);
  try {
    for await (const raw of linesOf(frames(body, { multiplexed: !container.Config.Tty }))) yield read(raw);
  } finally {
    body.destroy();
  }
}

/**
 * Lines from `since` on as they are written, until the container ends. All who follow a log share one stream of the engine; where this
 * reader is too slow for it, it goes on with one of its own, so that no line is missed.
 */
export async function* followLines(
  { engine, logs }: LogSource,
  container: ContainerInspect,
  range: LogRange & { readonly since: number },
): AsyncGenerator<LogLine, void, void> {
  let { since } = range;
  let last = "";
  // A TTY's log has no messages that could be told apart, and that of a container that has ended just ends.
  if (logs !== undefined && !container.Config.Tty && container.State.Running) {
    const { streams, signal } = range;
    const wanted = { stdout: streams !== "stderr", stderr: streams !== "stdout", timestamps: true, tail: "all", since };
    const read = lineReader(container, range.reveal);
    const batches = untilMissed(logs.follow(container.Id, wanted, signal));
    for await (const raw of linesOf(batches)) {
      const line = read(raw);
      last = line.time;
      yield line;
    }
    if (!batches.missed()) return;
    since = last === "" ? since : Math.floor(Date.parse(last) / 1000);
  }
  for await (const line of readLines(engine, container, { ...range, since, follow: true })) {
    if (last === "" || line.time > last) yield line;
  }
}

/** The chunks of a shared log up to where this reader has missed some. */
function untilMissed(
  batches: AsyncIterable<readonly OutputChunk[] | Missed>,
): AsyncIterable<OutputChunk> & { readonly missed: () => boolean } {
  let missed = false;
  async function* chunks(): AsyncGenerator<OutputChunk, void, void> {
    for await (const batch of batches) {
      missed = batch instanceof Missed;
      if (batch instanceof Missed) return;
      yield* batch;
    }
  }
  return { [Symbol.asyncIterator]: chunks, missed: () => missed };
}

/** Makes lines of raw ones: parted from their time, plain, masked. */
function lineReader(container: ContainerInspect, reveal: boolean): (raw: RawLine) => LogLine {
  const name = container.Name.replace(/^\//, "");
  const secrets = reveal ? [] : secretValues(container.Config.Env);
  return ({ stream, bytes }) => {
    const line = bytes.toString();
    const time = stamp.exec(line)?.[1] ?? "";
    const plain = plainText(time === "" ? line : line.slice(line.indexOf(" ") + 1));
    const text = reveal ? plain : redactOutput(plain, secrets);
    const level = levelOf(text);
    return { container: name, stream, time, text, ...(level === undefined ? {} : { level }) };
  };
}
