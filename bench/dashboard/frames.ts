import type { Browser } from "playwright-core";
import type { Tab } from "./tab.ts";

/** How smoothly a page went for a while, and what its main thread had to do for each frame. */
export interface Frames {
  /** Frames a second by the clock. */
  readonly perSecond: number;
  /** Milliseconds by the clock from one frame to the next. */
  readonly gap50: number;
  readonly gap95: number;
  /** Milliseconds of CPU time that the main thread took for a frame: what else the machine did is not in them. */
  readonly work50: number;
  readonly work95: number;
  /**
   * Frames a second that this work leaves where nothing else wants the processor: what takes longer than a tick of the screen costs the
   * ticks that it covers. What is done comes by the clock (scrolling, changes), so that frames which the machine left out change nothing.
   */
  readonly possible: number;
  /** The longest task in CPU milliseconds. */
  readonly longest: number;
}

/** Milliseconds between two frames of a screen. */
const tick = 1000 / 60;

const start = `(() => {
  const seen = (window.benchFrames = { at: [] });
  const next = (now) => {
    seen.at.push(now);
    seen.asked = requestAnimationFrame(next);
  };
  seen.asked = requestAnimationFrame(next);
})()`;
const stop = `(cancelAnimationFrame(window.benchFrames.asked), window.benchFrames.at)`;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds: when it began, how long it took by the clock, and by the thread's CPU time. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

/** Everything that the browser's threads did while `work` went on. */
async function traced(browser: Browser, work: () => Promise<unknown>): Promise<readonly TraceEvent[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const ended = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "devtools.timeline"] },
  });
  try {
    await work();
  } finally {
    await session.send("Tracing.end");
    await ended;
    await session.detach();
  }
  return events;
}

/** The CPU milliseconds of each frame of the thread that drew most, and its longest task. */
function workOf(events: readonly TraceEvent[]): { readonly frames: readonly number[]; readonly longest: number } {
  const threads = Map.groupBy(
    events.filter(({ name }) => name === "FireAnimationFrame"),
    ({ pid, tid }) => `${pid} ${tid}`,
  );
  const marks = [...threads.values()].reduce((most, one) => (one.length > most.length ? one : most), []);
  marks.sort((a, b) => a.ts - b.ts);
  const [first] = marks;
  const tasks = events
    .filter((one) => one.ph === "X" && one.pid === first?.pid && one.tid === first.tid && one.tdur !== undefined)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const frames: number[] = [];
  let [sum, longest, end, next] = [0, 0, 0, 0];
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    // What lies within another task is counted with that.
    if (ts < end) continue;
    end = ts + dur;
    sum += tdur / 1000;
    longest = Math.max(longest, tdur / 1000);
    if ((marks[next]?.ts ?? Infinity) > end) continue;
    frames.push(sum);
    sum = 0;
    while ((marks[next]?.ts ?? Infinity) <= end) next++;
  }
  // Before the first mark lies more than a frame.
  return { frames: frames.slice(1), longest };
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

/** Watches every frame of a page while `work` goes on. */
export async function framesDuring(browser: Browser, { page }: Tab, work: () => Promise<unknown>): Promise<Frames> {
  let at: number[] = [];
  const events = await traced(browser, async () => {
    await page.evaluate(start);
    await work();
    at = (await page.evaluate(stop)) as number[];
  });
  const gaps = at
    .slice(1)
    .map((time, index) => time - (at[index] ?? time))
    .toSorted((a, b) => a - b);
  const { frames, longest } = workOf(events);
  const sorted = frames.toSorted((a, b) => a - b);
  const shown = (at.at(-1) ?? 0) - (at[0] ?? 0);
  const lost = frames.reduce((sum, work) => sum + Math.max(0, Math.ceil(work / tick) - 1), 0);
  return {
    perSecond: (1000 * gaps.length) / shown,
    gap50: quantile(gaps, 0.5),
    gap95: quantile(gaps, 0.95),
    work50: quantile(sorted, 0.5),
    work95: quantile(sorted, 0.95),
    possible: Math.max(0, 60 - (1000 * lost) / shown),
    longest,
  };
}
