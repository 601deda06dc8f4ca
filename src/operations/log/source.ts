import type { EngineClient } from "../../engine/client.ts";
import { frames } from "../../engine/frames.ts";
import { openLog } from "../../engine/logs/open-log.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { plainText } from "../../kernel/plain-text.ts";
import { redactOutput, secretValues } from "../../kernel/redact-output.ts";
import type { LogLine } from "./log-line.ts";
import { levelOf } from "../../kernel/log-level.ts";
import { linesOf } from "./lines.ts";

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
  const name = container.Name.replace(/^\//, "");
  const secrets = range.reveal ? [] : secretValues(container.Config.Env);
  try {
    for await (const raw of linesOf(frames(body, { multiplexed: !container.Config.Tty }))) {
      const line = raw.bytes.toString();
      const time = stamp.exec(line)?.[1] ?? "";
      const plain = plainText(time === "" ? line : line.slice(line.indexOf(" ") + 1));
      const text = range.reveal ? plain : redactOutput(plain, secrets);
      const level = levelOf(text);
      yield { container: name, stream: raw.stream, time, text, ...(level === undefined ? {} : { level }) };
    }
  } finally {
    body.destroy();
  }
}
