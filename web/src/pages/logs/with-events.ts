import type { KeptLine } from "./log-store.ts";

/** What happened to a container, as its log shows it. */
export interface LogEvent {
  readonly time: string;
  readonly action: string;
  readonly id: string;
  readonly name: string;
  readonly summary: string;
}

/** What explains why a log stops, begins anew or changes its tone. */
const telling = /^(?:start|die|oom|kill|restart|pause|unpause|destroy|health_status)\b/;

/** When each container was last started, by id. */
export function lastStarts(events: readonly LogEvent[]): ReadonlyMap<string, string> {
  const starts = new Map<string, string>();
  for (const { id, action, time } of events)
    if (action === "start" && time > (starts.get(id) ?? "")) starts.set(id, time);
  return starts;
}

/** Numbers of events' lines, below those of all others. */
const keys = new Map<string, number>();

function lineOf({ time, action, name, summary }: LogEvent): KeptLine {
  const id = `${time} ${action} ${name}`;
  const key = keys.get(id) ?? -1 - keys.size;
  keys.set(id, key);
  return { key, from: name, stream: "stdout", time, text: summary.replace(/^container \S+: /, ""), event: action };
}

/** The first line that is not before a moment. */
function placeOf(lines: readonly KeptLine[], time: string): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.time ?? "") <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The lines with what happened to their containers in between; what was before the first line is left out. */
export function withEvents(lines: readonly KeptLine[], events: readonly LogEvent[]): readonly KeptLine[] {
  const first = lines.find(({ time }) => time !== "")?.time;
  if (first === undefined) return lines;
  const shown = events.filter(({ time, action }) => time >= first && telling.test(action));
  if (shown.length === 0) return lines;
  const whole: KeptLine[] = [];
  let from = 0;
  for (const event of shown.toSorted((a, b) => (a.time < b.time ? -1 : 1))) {
    const at = placeOf(lines, event.time);
    for (; from < at; from++) whole.push(lines[from] as KeptLine);
    whole.push(lineOf(event));
  }
  return [...whole, ...lines.slice(from)];
}
