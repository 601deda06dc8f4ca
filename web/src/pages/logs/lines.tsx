import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { levelOf } from "../../../../src/kernel/log-level.ts";
import { isSingle } from "../../parts/keys.ts";
import { LogLine, type Look } from "./line.tsx";
import type { KeptLine } from "./log-store.ts";

/** Pixels from the end within which one counts as looking at the end. */
const nearEnd = 40;

/** Lines of logs. It follows the end while one looks at the end; who scrolls up sees what was there then, and how much has come since. */
export function Lines({
  lines,
  look,
  label,
}: {
  readonly lines: readonly KeptLine[];
  readonly look: Look;
  readonly label: string;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [held, setHeld] = useState<readonly KeptLine[]>();
  const shown = held ?? lines;
  const last = lines.at(-1)?.key ?? 0;
  const since = held === undefined ? 0 : Math.max(0, last - (held.at(-1)?.key ?? last));
  const now = useRef({ lines, held });
  now.current = { lines, held };
  useEffect(() => {
    if (held === undefined && lines.length > 0) list.current?.scrollToIndex(lines.length - 1, { align: "end" });
  }, [lines, held]);
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
  const toError = (step: number): void => {
    const at = Math.round(list.current?.findItemIndex((list.current?.scrollOffset ?? 0) + 5) ?? 0);
    const bad = ({ text, stream }: KeptLine): boolean => {
      const level = levelOf(text);
      return level === "error" || level === "fatal" || (level === undefined && stream === "stderr");
    };
    const index =
      step > 0
        ? shown.findIndex((line, place) => place > at && bad(line))
        : shown.findLastIndex((line, place) => place < at && bad(line));
    if (index < 0) return;
    setHeld(shown);
    requestAnimationFrame(() => list.current?.scrollToIndex(index, { align: "start" }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isSingle(event.nativeEvent) && (event.key === "n" || event.key === "p")) {
      event.preventDefault();
      toError(event.key === "n" ? 1 : -1);
    } else soon();
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
          {(line) => <LogLine key={line.key} line={line} look={look} />}
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
