import { exact } from "../../parts/format.ts";
import { actOf, shortcutOf } from "../../parts/keys/in-force.ts";
import { steered, type Range, type Step } from "./zoom.ts";

const buttons = [
  { step: "in", act: "zoom-in", key: undefined, name: "Zoom in" },
  { step: "out", act: "zoom-out", key: undefined, name: "Zoom out" },
  { step: "earlier", act: undefined, key: "ArrowLeft", name: "Earlier" },
  { step: "later", act: undefined, key: "ArrowRight", name: "Later" },
  { step: "all", act: "zoom-all", key: undefined, name: "All of it" },
] as const;

const steps = { "zoom-in": "in", "zoom-out": "out", "zoom-all": "all" } as const;
const arrows: Readonly<Record<string, Step>> = { ArrowLeft: "earlier", ArrowRight: "later" };

/** A stretch of time in words. */
export const stretch = ({ from, to }: Range): string => `${exact(from).slice(0, 19)} to ${exact(to).slice(11, 19)} UTC`;

/** What a key does to charts; nothing for keys that do nothing to them. */
export function stepOf(key: string): Step | undefined {
  const act = actOf(key, ["zoom-in", "zoom-out", "zoom-all"]);
  if (act !== undefined) return steps[act];
  // On many keyboards plus is that key with Shift.
  return key === "=" && actOf("+", ["zoom-in"]) !== undefined ? "in" : arrows[key];
}

function Button({
  of: { step, act, key, name },
  shown,
  whole,
  onRange,
}: {
  readonly of: (typeof buttons)[number];
  readonly shown: Range;
  readonly whole: Range;
  readonly onRange: (range: Range) => void;
}) {
  const shortcut = shortcutOf(act) ?? key;
  const range = steered(step, shown, whole);
  const same = range.from === shown.from && range.to === shown.to;
  return (
    <button
      type="button"
      // Off in looks only: a button that goes away under the finger would take the focus with it.
      aria-disabled={same}
      aria-keyshortcuts={shortcut}
      onClick={() => (same ? undefined : onRange(range))}
    >
      {name}
    </button>
  );
}

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
  return (
    <div className="actions" role="group" aria-label="Part of the time that is shown">
      {buttons.map((one) => (
        <Button key={one.step} of={one} {...{ shown, whole, onRange }} />
      ))}
      <span className="quiet">
        {stretch(shown)}, {says}
      </span>
    </div>
  );
}
