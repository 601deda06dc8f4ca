import { useEffect, useRef } from "react";
import { lasting } from "../../parts/format.ts";
import { StateWord, stateOf } from "../../parts/state-word.tsx";
import type { RecordRow } from "../shapes.ts";

/** The calls of a session in order, each with how long after the first it came; the one that is looked at is marked. */
export function Calls({
  records,
  at,
  onGo,
}: {
  readonly records: readonly RecordRow[];
  readonly at: number;
  readonly onGo: (at: number) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const [box, row] = [list.current, list.current?.children[at]];
    // Only the list is scrolled: the page must not jump under who moves the slider.
    if (box !== null && row instanceof HTMLElement)
      box.scrollTop = Math.max(0, row.offsetTop - box.offsetTop - box.clientHeight / 2);
  }, [at]);
  const began = Date.parse(records[0]?.time ?? "");
  return (
    <ol className="calls" ref={list} aria-label="Calls in order">
      {records.map(({ id, time, operation, note, state, code, targets = [] }, index) => (
        <li key={id} className={stateOf({ state, code }) === "refused" ? "denied" : undefined}>
          <button
            type="button"
            className="plain"
            aria-current={index === at ? "step" : undefined}
            onClick={() => onGo(index)}
          >
            <span className="quiet number">+{lasting(Date.parse(time) - began)}</span>
            <span className="grow">
              <code>{operation ?? note}</code> {targets.map(({ name }) => name).join(", ")}
            </span>
            <StateWord state={stateOf({ state, code })} />
          </button>
        </li>
      ))}
    </ol>
  );
}
