import { z } from "zod";
import { looks, tool } from "../tool.ts";
import { cut } from "../text/units.ts";
import { container, containers, since } from "./fields.ts";

interface Match {
  readonly container: string;
  readonly stream: "stdout" | "stderr";
  readonly level?: string;
  readonly time: string;
  readonly last_time: string;
  readonly count: number;
  readonly text: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

interface SearchAnswer {
  readonly containers: readonly {
    readonly name: string;
    readonly id: string;
    readonly scanned: number;
    readonly matched: number;
    readonly more: boolean;
    readonly error?: string;
  }[];
  readonly matches: readonly Match[];
  readonly left: number;
}

/** Characters of a line that are shown; more is rarely read and always paid. */
const longestLine = 400;

const clock = (time: string): string => /T(\d\d:\d\d:\d\d)/.exec(time)?.[1] ?? "";

function matchLines(one: Match, several: boolean): string[] {
  const name = several ? `${one.container} ` : "";
  const error = one.stream === "stderr" ? "E " : "";
  const repeats = one.count > 1 ? ` [${one.count}x until ${clock(one.last_time)}]` : "";
  return [
    ...one.before.map((line) => `  - ${cut(line, 200)}`),
    `${clock(one.time)} ${name}${error}${cut(one.text, longestLine)}${repeats}`,
    ...one.after.map((line) => `  + ${cut(line, 200)}`),
  ];
}

export const logSearch = tool({
  name: "log_search",
  profile: "observe",
  description:
    "Read or search logs of containers or a compose project. Without pattern or level: the latest lines. Repeats are folded [Nx]; E marks stderr; secrets are masked.",
  operations: ["log.search"],
  hints: looks,
  long: true,
  input: z.strictObject({
    containers: containers.optional(),
    project: z.string().optional(),
    pattern: z.string().optional(),
    regex: z.boolean().optional(),
    level: z.enum(["fatal", "error", "warn", "info"]).optional().describe("this or worse"),
    stream: z.enum(["stdout", "stderr"]).optional(),
    since: since.optional(),
    until: z.string().optional(),
    tail: z.int().min(1).max(50_000).optional().describe("lines looked at, from the end"),
    context: z.int().min(0).max(10).optional().describe("lines around a match"),
  }),
  call: async ({ run, fence }, input) => {
    const { value } = await run<SearchAnswer>("log.search", input);
    const searched = input.pattern !== undefined || input.level !== undefined;
    const several = value.containers.length > 1;
    const head = value.containers.map((one) =>
      one.error === undefined
        ? `${one.name}: ${searched ? `${one.matched} of ` : ""}${one.scanned} lines${one.more ? ", older ones not looked at (raise tail or since)" : ""}`
        : `${one.name}: log not readable: ${one.error}`,
    );
    if (value.left > 0) head.push(`${value.left} older entries left out (narrow the search)`);
    const [only] = value.containers;
    const link =
      several || only === undefined
        ? {}
        : { link: { uri: `docker://logs/${only.id.slice(0, 12)}`, name: `log of ${only.name}` } };
    const lines = value.matches.flatMap((one) => matchLines(one, several));
    if (lines.length === 0) return { text: [...head, searched ? "nothing matches" : "no output"].join("\n"), ...link };
    return {
      text: { head: [...head, fence.open("log text")], lines, foot: [fence.close()], keep: "end" },
      ...(searched ? {} : link),
    };
  },
});

interface WaitAnswer {
  readonly container: string;
  readonly outcome: "found" | "timeout" | "ended";
  readonly waited: number;
  readonly line?: { readonly text: string; readonly time: string };
  readonly last: readonly { readonly text: string; readonly time: string; readonly stream: string }[];
}

export const logWait = tool({
  name: "log_wait",
  profile: "observe",
  description: "Wait until a container logs a text (such as 'ready'), at most timeout.",
  operations: ["log.wait"],
  hints: looks,
  long: false,
  input: z.strictObject({
    container,
    pattern: z.string(),
    regex: z.boolean().optional(),
    since: since.optional().describe("also look at older lines"),
    timeout: z.string().optional().describe("30s unless given, at most 10m"),
  }),
  call: async ({ run, fence }, { container: id, ...rest }) => {
    const { value } = await run<WaitAnswer>("log.wait", { id, ...rest });
    const seconds = (value.waited / 1000).toFixed(1);
    const said = {
      found: `found after ${seconds}s`,
      timeout: `not found within ${seconds}s; last lines:`,
      ended: `the log ended after ${seconds}s without it: the container stopped (see container_diagnose); last lines:`,
    }[value.outcome];
    const lines = (value.line === undefined ? value.last.slice(-6) : [value.line]).map(
      (one) => `${clock(one.time)} ${cut(one.text, longestLine)}`,
    );
    const shown = lines.length === 0 ? ["no output"] : fence.wrap(`log of ${value.container}`, lines);
    return { text: [said, ...shown].join("\n"), data: { outcome: value.outcome } };
  },
});
