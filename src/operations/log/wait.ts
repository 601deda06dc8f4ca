import { z } from "zod";
import { GnosisError } from "../../kernel/errors.ts";
import { parseDuration } from "../../kernel/durations.ts";
import { parseMoment } from "../../kernel/moments.ts";
import { secondsOf, withTicks } from "../../kernel/with-ticks.ts";
import { define } from "../define.ts";
import { levels } from "../../kernel/log-level.ts";
import type { LogLine } from "./log-line.ts";
import { matcher } from "./pattern.ts";
import { followLines } from "./source.ts";

const input = z.strictObject({
  id: z.string().min(1).max(512).describe("The container's name, full id or unambiguous id prefix."),
  pattern: z.string().min(1).max(500).describe("Text to wait for"),
  regex: z.boolean().default(false).describe("The pattern is a JavaScript regular expression"),
  ignore_case: z.boolean().default(true).describe("Capitals count as small letters"),
  since: z.string().optional().describe("Also look at lines since then: 10m, or a time; default only new lines"),
  timeout: z.string().default("30s").describe("How long to wait, at most 10m"),
});

const line = z.object({
  stream: z.enum(["stdout", "stderr"]),
  level: z.enum(levels).optional(),
  time: z.string(),
  text: z.string(),
});

const output = z.object({
  container: z.string(),
  outcome: z.enum(["found", "timeout", "ended"]).describe("'ended': the container stopped before the pattern came"),
  waited: z.number().describe("Milliseconds"),
  line: line.optional().describe("The line that matched"),
  last: z.array(line).describe("The last lines before it, or before the wait ended"),
});

const mostWait = 600_000;
const kept = 10;

/** Waits until a line of a container's log matches, the time is over, or the container ends. */
export const logWait = define({
  id: "log.wait",
  summary: "Wait until a line of a container's log matches.",
  risk: "read",
  http: { method: "GET", path: "/api/containers/{id}/logs/wait" },
  input,
  output,
  targets: [{ kind: "container", reference: (wanted) => wanted.id }],
  deadline: mostWait + 10_000,
  errors: ["INPUT_INVALID", "CONTAINER_NOT_FOUND", "ENGINE_FAILED"],
  examples: [{ title: "Until the server is ready", input: { id: "web", pattern: "listening", timeout: "1s" } }],
  run: async ({ ports, signal, targets, revealsSecrets, progress }, wanted) => {
    const began = Date.now();
    const time = parseDuration(wanted.timeout, "timeout");
    if (time > mostWait) {
      throw new GnosisError("INPUT_INVALID", "The longest wait is 10m.", { where: "timeout" });
    }
    const matches = matcher({ ...wanted, ignoreCase: wanted.ignore_case });
    const since = wanted.since === undefined ? began / 1000 : parseMoment(wanted.since, new Date(), "since");
    const { value: container } = await ports.reader.container(targets[0]?.id ?? wanted.id, { signal });
    const name = container.Name.replace(/^\//, "");
    const stop = AbortSignal.any([signal, AbortSignal.timeout(time)]);
    const last: LogLine[] = [];
    const answer = (outcome: "found" | "timeout" | "ended", found?: LogLine) => ({
      container: name,
      outcome,
      waited: Date.now() - began,
      ...(found === undefined ? {} : { line: shown(found) }),
      last: last.slice(-kept).map(shown),
    });
    const range = { streams: "both", since, reveal: revealsSecrets, signal: stop } as const;
    const tick = (done: number) => progress({ message: `waited ${secondsOf(done, time)}`, done, total: time });
    return withTicks(tick, async () => {
      try {
        for await (const one of followLines(ports, container, range)) {
          if (matches([one.text]).length > 0) return answer("found", one);
          last.push(one);
          if (last.length > 4 * kept) last.splice(0, last.length - kept);
        }
      } catch (thrown) {
        if (signal.aborted || !stop.aborted) throw thrown;
      }
      signal.throwIfAborted();
      return answer(stop.aborted ? "timeout" : "ended");
    });
  },
});

function shown({ stream, level, time, text }: LogLine): z.output<typeof line> {
  return level === undefined ? { stream, time, text } : { stream, level, time, text };
}
