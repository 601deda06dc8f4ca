import { useLayoutEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type RefObject } from "react";
import type { TableProps } from "./data-table.tsx";
import { isSingle } from "./keys.ts";
import { useToasts } from "./toasts.tsx";

const steps: Readonly<Record<string, number>> = {
  j: 1,
  ArrowDown: 1,
  k: -1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
};

/**
 * Walks a table's rows by keys. They act only while the table has the focus. The focus stays on its item when rows move; when the item
 * goes away, its neighbour has it.
 */
export function useRowKeys<Row>(
  frame: RefObject<HTMLElement | null>,
  ordered: readonly Row[],
  { idOf, chosen, onChoose, onOpen, onLook, onKey }: TableProps<Row>,
) {
  const { undoLast } = useToasts();
  const [reached, setReached] = useState<string>();
  const [wanted, setWanted] = useState<string>();
  const held = useRef<{ id: string; index: number; inside: boolean }>(undefined);

  const rowOf = (id: string): HTMLElement | null =>
    frame.current?.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(id)}"]`) ?? null;

  useLayoutEffect(() => {
    const now = held.current;
    if (now?.inside !== true || document.activeElement !== document.body) return;
    const still = ordered.findIndex((row) => idOf(row) === now.id);
    const row = ordered[still >= 0 ? still : Math.min(now.index, ordered.length - 1)];
    if (row !== undefined) rowOf(idOf(row))?.focus();
  });
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    const row = rowOf(wanted);
    if (row === null) return;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
    setWanted(undefined);
  });

  const onFocus = (event: FocusEvent): void => {
    const id = event.target.closest("tr[data-row]")?.getAttribute("data-row") ?? "";
    held.current = { id, index: ordered.findIndex((row) => idOf(row) === id), inside: id !== "" };
    if (id !== "") setReached(id);
  };

  const move = (from: number, step: number): void => {
    const row = ordered[Math.max(0, Math.min(ordered.length - 1, from + step))];
    if (row === undefined) return;
    const there = rowOf(idOf(row));
    if (there !== null) {
      there.focus();
      there.scrollIntoView({ block: "nearest" });
      return;
    }
    // It is not drawn yet: scrolling draws it, and then it gets the focus.
    const [top, share] = [frame.current?.getBoundingClientRect().top ?? 0, (from + step) / ordered.length];
    const to = Number.isFinite(share) ? share * (frame.current?.scrollHeight ?? 0) : step > 0 ? 1e9 : 0;
    scrollTo({ top: scrollY + top + to - innerHeight / 2 });
    setWanted(idOf(row));
  };

  const choose = (index: number, range: boolean): void => {
    const next = new Set(chosen);
    const ids = ordered.map(idOf);
    const id = ids[index] ?? "";
    if (range) {
      const start = ids.findLastIndex((one, at) => at < index && next.has(one));
      for (const one of ids.slice(Math.max(0, start), index + 1)) next.add(one);
    } else if (!next.delete(id)) next.add(id);
    onChoose?.(next);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const element = (event.target as HTMLElement).closest("tr[data-row]");
    const index = ordered.findIndex((row) => idOf(row) === element?.getAttribute("data-row"));
    const row = ordered[index];
    const onRow = event.target === element;
    if (row === undefined || !isSingle(event.nativeEvent)) return;
    const step = steps[event.key];
    if (step !== undefined) move(index, step);
    else if (event.key === "Enter" && onRow) onOpen?.(row);
    else if (event.key === " " && onRow && onLook !== undefined) onLook(row);
    else if (event.key.toLowerCase() === "x" && chosen !== undefined) choose(index, event.shiftKey);
    else if (event.key === "m") element?.querySelector<HTMLElement>("[data-menu]")?.click();
    else if (/^[a-z]$/.test(event.key) && onRow) {
      // A key that an action of the row says it has presses it, as the mouse would.
      const button = element?.querySelector<HTMLElement>(`[data-key="${event.key}"]`);
      if (button !== null && button !== undefined) button.click();
      else if (event.key === "z") undoLast();
      else return onKey?.(event.key, row);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { reached: ordered.some((row) => idOf(row) === reached) ? reached : undefined, onFocus, onKeyDown };
}
