import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { levelOf } from "../../../../src/kernel/log-level.ts";
import { actOf } from "../../parts/keys/in-force.ts";
import { isSingle } from "../../parts/keys/single.ts";
import { LogLine, type Look } from "./line.tsx";
import type { KeptLine } from "./log-store.ts";

/** Pixels from the end within which one counts as looking at the end. */
const nearEnd = 40;

const acts = ["error-after", "error-before", "line-link"] as const;

/** Whether a line is an error, or tells of an end. */
function bad({ text, stream, event }: KeptLine): boolean {
  if (event !== undefined) return /^(?:die|oom|kill)\b/.test(event);
  const level = levelOf(text);
  return level === "error" || level === "fatal" || (level === undefined && stream === "stderr");
}

/** Lines of logs. It follows the end while one looks at the end; who scrolls up sees what was there then, and how much has come since. */
export function Lines({
  lines,
  found,
  look,
  label,
  at,
  onMark,
  onLink,
}: {
  readonly lines: readonly KeptLine[];
  /** Keys of those that were looked for; all when absent. */
  readonly found: ReadonlySet<number> | undefined;
  readonly look: Look;
  readonly label: string;
  /** The time of the line that is marked. */
  readonly at: string | undefined;
  readonly onMark: (time: string) => void;
  /** Asked for a link to the marked line. */
  readonly onLink: () => void;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [held, setHeld] = useState<readonly KeptLine[]>();
  const shown = held ?? lines;
  const newest = (of: readonly KeptLine[]): number => of.findLast(({ event }) => event === undefined)?.key ?? 0;
  const since = held === undefined ? 0 : Math.max(0, newest(lines) - newest(held));
  const now = useRef({ lines, held, onMark });
  now.current = { lines, held, onMark };
  useEffect(() => {
    if (held === undefined && lines.length > 0) list.current?.scrollToIndex(lines.length - 1, { align: "end" });
  }, [lines, held]);
  const show = (index: number, align: "start" | "center"): void => {
    setHeld(lines);
    requestAnimationFrame(() => list.current?.scrollToIndex(index, { align }));
  };
  // The line that the address names is shown as soon as it has come, and no later ones push it away.
  const sought = useRef(at);
  useEffect(() => {
    const time = sought.current;
    const index = time === undefined ? -1 : lines.findIndex((line) => line.time >= time && line.event === undefined);
    if (index < 0) return;
    sought.current = undefined;
    show(index, "center");
  });
  // Only a person scrolls by wheel, touch or key: what new lines do to the place is no wish to hold.
  const hold = (): void => {
    const element = frame.current;
    if (element === null) return;
    const away = element.scrollHeight - element.scrollTop - element.clientHeight > nearEnd;
    if (away && now.current.held === undefined) setHeld(now.current.lines);
    else if (!away && now.current.held !== undefined) setHeld(undefined);
  };
  const soon = (): void => {
    setTimeout(hold, 80);
  };
  const mark = useRef((line: KeptLine): void => {
    setHeld((old) => old ?? now.current.lines);
    now.current.onMark(line.time);
  });
  const top = (): number => Math.round(list.current?.findItemIndex((list.current?.scrollOffset ?? 0) + 5) ?? 0);
  // What has come meanwhile counts too: the next error may be among it.
  const toError = (step: number): void => {
    const marked = lines.findIndex(({ time }) => time === at);
    const first = shown[top()];
    // Who looks at the end means the last one before it, which may be in sight already.
    const begin = held === undefined && step < 0 ? lines.length : lines.findIndex(({ key }) => key === first?.key);
    const from = marked < 0 ? begin : marked;
    const index =
      step > 0
        ? lines.findIndex((line, place) => place > from && bad(line))
        : lines.findLastIndex((line, place) => place < from && bad(line));
    const line = lines[index];
    if (line === undefined) return;
    onMark(line.time);
    show(index, "center");
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = isSingle(event.nativeEvent) ? actOf(event.key, acts) : undefined;
    if (act === undefined) return soon();
    event.preventDefault();
    if (act !== "line-link") return toError(act === "error-after" ? 1 : -1);
    const first = shown[top()];
    if (at === undefined && first !== undefined) mark.current(first);
    // The address says it once the line is marked.
    setTimeout(onLink, 0);
  };
  return (
    <div className="log-frame">
      <div
        className="log mono"
        role="log"
        aria-live="off"
        aria-label={label}
        tabIndex={0}
        ref={frame}
        onWheel={soon}
        onTouchMove={soon}
        onPointerUp={soon}
        onKeyDown={onKeyDown}
        style={{ overflowY: "auto" }}
      >
        <Virtualizer ref={list} data={shown}>
          {(line) => (
            <LogLine
              key={line.key}
              line={line}
              look={look}
              marked={at !== undefined && line.time === at}
              dim={found !== undefined && line.event === undefined && !found.has(line.key)}
              onMark={mark.current}
            />
          )}
        </Virtualizer>
      </div>
      {held === undefined ? null : (
        <button type="button" className="primary resume" onClick={() => setHeld(undefined)}>
          {since} new lines ↓
        </button>
      )}
    </div>
  );
}
