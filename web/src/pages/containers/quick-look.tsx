import { Suspense, useEffect, type KeyboardEvent } from "react";
import { Link } from "wouter";
import { later } from "../../parts/later.tsx";
import { useRead } from "../../connection/hooks.ts";
import { Actions } from "../../parts/act.tsx";
import { announce } from "../../parts/announcer.tsx";
import { Drawer } from "../../parts/drawer.tsx";
import { actOf } from "../../parts/keys/in-force.ts";
import { isSingle } from "../../parts/keys/single.ts";
import { Reading } from "../../parts/reading.tsx";
import type { ContainerDetail } from "../container.tsx";
import { furtherActions, mainActions } from "./actions.tsx";

const Summary = later(async () => ({ default: (await import("../container/summary.tsx")).Summary }));

/** Gives the focus to the container's row in the list, or to the page where it is not drawn. */
function toRow(id: string): void {
  const row = document.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(id)}"]`);
  (row ?? document.querySelector<HTMLElement>("h1"))?.focus();
}

/** A container's summary beside the list; the keys of the list go to the next one, Esc goes back to its row. */
export function QuickLook({
  id,
  ids,
  onLook,
  onClose,
}: {
  readonly id: string;
  /** Those of the list, as they stand there. */
  readonly ids: readonly string[];
  readonly onLook: (id: string) => void;
  readonly onClose: () => void;
}) {
  const container = useRead<ContainerDetail>("container.inspect", { id });
  const name = container.data?.name ?? "Container";
  const shown = container.data?.full_id;
  useEffect(() => {
    // The focus stays where it is while one container follows the other.
    if (shown !== undefined) announce(`${name} is shown.`);
  }, [shown, name]);
  const close = (): void => {
    onClose();
    toRow(id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isSingle(event.nativeEvent)) return;
    const step = { next: 1, ArrowDown: 1, previous: -1, ArrowUp: -1 }[
      actOf(event.key, ["next", "previous"]) ?? event.key
    ];
    const other = step === undefined || event.target !== event.currentTarget ? undefined : ids[ids.indexOf(id) + step];
    if (other === undefined) return;
    event.preventDefault();
    onLook(other);
  };
  return (
    <Drawer label={name} onClose={close} onKeyDown={onKeyDown}>
      <div className="actions">
        <h2>{name}</h2>
        <span className="grow" />
        <Link className="button" href={`/containers/${id}`}>
          Open its page
        </Link>
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
      <Reading of={container}>
        {(one) => (
          <>
            <Actions of={mainActions(one)} more={furtherActions(one)} about={one.name} />
            <Suspense fallback={<p className="quiet">Loading…</p>}>
              <Summary container={one} />
            </Suspense>
          </>
        )}
      </Reading>
    </Drawer>
  );
}
