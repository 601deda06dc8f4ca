import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { createContainer } from "../../test/support/engine.ts";
import type { TestServer } from "../../test/support/server.ts";
import { waitFor } from "../../test/support/wait-for.ts";
import { cpuSeconds } from "../process-use.ts";
import { printTable } from "../table.ts";
import { signedInTab, type Tab } from "./tab.ts";

/** Seconds that the log grows, and lines of each. */
const span = Number(process.env["BENCH_SPAN"] ?? 60);
const perSecond = 10_000;
/** Bytes of the heap that a page may hold at most. */
const aim = 100 * 2 ** 20;

/**
 * Writes numbered lines, a tenth of a second's worth at a time, and keeps to the clock: what a busy machine delayed comes right after.
 * `now` is the time since the machine started, in hundredths of a second.
 */
const script = (seconds: number): string => `
  now() { cut -d' ' -f1 /proc/uptime | tr -d .; }
  echo READY
  while [ ! -f /go ]; do sleep 0.2; done
  start=$(now); i=0
  while [ $i -lt ${seconds * 10} ]; do
    awk -v n=$((i * ${perSecond / 10})) 'BEGIN { for (k = 1; k <= ${perSecond / 10}; k++) print "line " n + k " of a log that says as much as those of a web server do" }'
    i=$((i + 1))
    [ $(($(now) - start)) -lt $((i * 10)) ] && usleep 100000
  done
  echo "THE END after $(($(now) - start)) hundredths"
  trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done`;

interface Kept {
  readonly text: string;
  readonly missed?: number;
}

/** Lines that are neither among those that a page keeps nor said to be missing between them. */
function unmarked(lines: readonly Kept[]): number {
  let [last, told, lost] = [-1, 0, 0];
  for (const { text, missed } of lines) {
    told += missed ?? 0;
    const number = Number(/^line (\d+) /.exec(text)?.[1] ?? Number.NaN);
    if (Number.isNaN(number)) continue;
    if (last >= 0) lost += Math.max(0, number - last - 1 - told);
    [last, told] = [number, 0];
  }
  return lost;
}

async function keptLines({ page }: Tab): Promise<readonly Kept[]> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download NDJSON" }).click();
  const text = readFileSync(await (await waiting).path(), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Kept);
}

interface Flood {
  readonly seconds: number;
  readonly taken: number;
  readonly missed: number;
  readonly lost: number;
  /** Bytes of the page's heap: the most that was seen, and what is left of it once it is swept. */
  readonly heap: number;
  readonly left: number;
  /** Share of a processor that the page's main thread and the server took. */
  readonly page: number;
  readonly server: number;
  /** Milliseconds until the page answered a question: the median and the worst of one a second. */
  readonly answer: number;
  readonly worst: number;
}

async function flood(browser: Browser, server: TestServer, seconds: number, slow: number): Promise<Flood> {
  const { id } = await createContainer({ command: ["sh", "-c", script(seconds)] });
  const tab = await signedInTab(browser, server);
  const { page } = tab;
  await page.goto(`${server.url}/logs?c=${id}`);
  const log = page.getByRole("log");
  await log.getByText("READY").waitFor();
  await tab.slow(slow);
  await server.call("POST", `/api/containers/${id}/exec`, { command: ["touch", "/go"] });
  const begun = performance.now();
  const pid = server.process.pid ?? 0;
  const [before, cpu] = [await tab.metrics(), cpuSeconds(pid)];
  const answers: number[] = [];
  let heap = 0;
  let ended: string | undefined;
  await waitFor(
    "the end of the flood",
    async () => {
      const asked = performance.now();
      ended = (await page.evaluate(
        `[...document.querySelectorAll("[role=log] .line")].findLast((line) => line.textContent.includes("THE END"))?.textContent`,
      )) as string | undefined;
      answers.push(performance.now() - asked);
      heap = Math.max(heap, (await tab.metrics()).get("JSHeapUsedSize") ?? 0);
      return ended !== undefined;
    },
    { bound: (seconds * 4 + 120) * 1000, every: 1000 },
  );
  const took = (performance.now() - begun) / 1000;
  const after = await tab.metrics();
  const used = cpuSeconds(pid) - cpu;
  await tab.slow(1);
  const { taken, missed } = (await page.evaluate("({ ...document.querySelector('[data-taken]').dataset })")) as Record<string, string>; // prettier-ignore
  const lost = unmarked(await keptLines(tab));
  await sleep(1000);
  await tab.devtools.send("HeapProfiler.collectGarbage");
  const left = (await tab.metrics()).get("JSHeapUsedSize") ?? Number.NaN;
  await tab.close();
  answers.sort((a, b) => a - b);
  const written = Number(/after (\d+) hundredths/.exec(ended ?? "")?.[1]) / 100;
  return {
    seconds: written,
    taken: Number(taken),
    missed: Number(missed),
    // Both of the whole and of each place: the first and the last line are not numbered.
    lost: Math.max(lost, seconds * perSecond + 2 - Number(taken) - Number(missed)),
    heap,
    left,
    page: ((after.get("TaskDuration") ?? 0) - (before.get("TaskDuration") ?? 0)) / took,
    server: used / took,
    answer: answers[Math.floor(answers.length / 2)] ?? Number.NaN,
    worst: answers.at(-1) ?? Number.NaN,
  };
}

/** A log that grows by ten thousand lines a second, read in the logs page: what it shows, what it holds, and whether it still answers. */
export async function logFlood(browser: Browser, server: TestServer): Promise<void> {
  const rows: [string, string, string, string][] = [];
  const fast = await flood(browser, server, span, 1);
  const slow = await flood(browser, server, Math.min(span, 15), 4);
  const row = (name: string, show: (one: Flood) => string, wanted = ""): number =>
    rows.push([name, show(fast), show(slow), wanted]);
  const percent = (share: number): string => `${(share * 100).toFixed(0)} % of a core`;
  const mebi = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  row(
    "lines a second that were written",
    (one) => ((one.taken + one.missed) / one.seconds).toFixed(0),
    String(perSecond),
  );
  row("shown", ({ taken }) => String(taken));
  row("said to be missing", ({ missed }) => String(missed));
  row("lost without being said", ({ lost }) => String(lost), "0");
  row("the page's heap, at most", ({ heap }) => mebi(heap), `≤ ${mebi(aim)}`);
  row("… once it is swept", ({ left }) => mebi(left));
  row("the page's main thread", ({ page }) => percent(page));
  row("the server", ({ server: share }) => percent(share));
  row("the page's answer to a question, median", ({ answer }) => `${answer.toFixed(0)} ms`);
  row("… worst", ({ worst }) => `${worst.toFixed(0)} ms`);
  printTable(
    `A log that grows fast, for ${span} s and, in a page 4 times slower, for ${Math.min(span, 15)} s`,
    ["", "as fast as it is", "4 times slower", "aim"],
    rows,
  );
}
