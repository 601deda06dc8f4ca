import { exact } from "../../parts/format.ts";
import { steered, type Range } from "./zoom.ts";

const buttons = [
  { key: "+", name: "Zoom in" },
  { key: "-", name: "Zoom out" },
  { key: "ArrowLeft", name: "Earlier" },
  { key: "ArrowRight", name: "Later" },
  { key: "0", name: "All of it" },
] as const;

/** Which part of the time is shown, and how to show another without a mouse. */
export function ZoomBar({
  shown,
  whole,
  says,
  onRange,
}: {
  readonly shown: Range;
  readonly whole: Range;
  readonly says: string;
  readonly onRange: (range: Range) => void;
}) {
  const same = (range: Range | undefined): boolean => range?.from === shown.from && range.to === shown.to;
  return (
    <div className="actions" role="group" aria-label="Part of the time that is shown">
      {buttons.map(({ key, name }) => {
        const range = steered(key, shown, whole);
        return (
          <button
            key={key}
            type="button"
            // Off in looks only: a button that goes away under the finger would take the focus with it.
            aria-disabled={same(range)}
            aria-keyshortcuts={key}
            onClick={() => (range === undefined || same(range) ? undefined : onRange(range))}
          >
            {name}
          </button>
        );
      })}
      <span className="quiet" role="status">
        {exact(shown.from).slice(0, 19)} to {exact(shown.to).slice(11, 19)} UTC, {says}
      </span>
    </div>
  );
}
