import { useLayoutEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type RefObject } from "react";
import type { TableProps } from "./data-table.tsx";
import { announce } from "./announcer.tsx";
import { allActs, keyActs, type KeyAct } from "./keys/acts.ts";
import { actOf, isKey } from "./keys/in-force.ts";
import { isSingle } from "./keys/single.ts";
import { useToasts } from "./toasts.tsx";

const steps: Readonly<Record<string, number>> = {
  next: 1,
  ArrowDown: 1,
  previous: -1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
};

/** What the keys do to rows themselves, before the row's own actions. */
const own = ["next", "previous", "choose", "read", "menu"] as const;

/** What a cell says to who hears it: signs that stand beside their words say nothing. */
function spoken(cell: HTMLElement): string {
  const copy = cell.cloneNode(true) as HTMLElement;
  for (const sign of copy.querySelectorAll("[aria-hidden=true]")) sign.remove();
  return (copy.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}

/** A row as one sentence: each column's name with what stands in it. */
function sentenceOf(row: Element): string {
  const cells = [...row.querySelectorAll<HTMLElement>("td[data-label]")];
  const said = cells.map((cell) => [cell.dataset["label"] ?? "", spoken(cell)]);
  const telling = said.filter(([label, text]) => label !== "Actions" && text !== "" && text !== "–");
  return `${telling.map((pair) => pair.join(" ")).join(", ")}.`;
}

/**
 * Walks a table's rows by keys. They act only while the table has the focus. The focus stays on its item when rows move; when the item
 * goes away, its neighbour has it.
 */
export function useRowKeys<Row>(
  frame: RefObject<HTMLElement | null>,
  ordered: readonly Row[],
  { idOf, nameOf, chosen, onChoose, onOpen, onLook, onAct }: TableProps<Row>,
) {
  const { undoLast } = useToasts();
  const [reached, setReached] = useState<string>();
  const [wanted, setWanted] = useState<string>();
  const held = useRef<{ id: string; name: string; index: number; inside: boolean }>(undefined);

  const rowOf = (id: string): HTMLElement | null =>
    frame.current?.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(id)}"]`) ?? null;

  useLayoutEffect(() => {
    const now = held.current;
    if (now?.inside !== true || document.activeElement !== document.body) return;
    const still = ordered.findIndex((row) => idOf(row) === now.id);
    const row = ordered[still >= 0 ? still : Math.min(now.index, ordered.length - 1)];
    if (row === undefined) return;
    rowOf(idOf(row))?.focus();
    if (still < 0) announce(`${now.name} is no longer in the list.`);
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
    const index = ordered.findIndex((row) => idOf(row) === id);
    const row = ordered[index];
    held.current = { id, name: row === undefined ? id : (nameOf?.(row) ?? id), index, inside: id !== "" };
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

  /** Does what a key means on a row; false where it means nothing there. */
  const press = (key: string, element: Element, row: Row): boolean => {
    // A key that an action of the row says it has presses it, as the mouse would.
    const buttons = [...element.querySelectorAll<HTMLElement>("[data-act]")];
    const button = buttons.find(({ dataset }) => isKey(key, dataset["act"] as KeyAct));
    const act = actOf(
      key,
      allActs.filter((one) => keyActs[one].where === "on a container's row"),
    );
    if (button !== undefined) button.click();
    else if (isKey(key, "undo")) undoLast();
    else return act !== undefined && onAct?.(act, row) === true;
    return true;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const element = (event.target as HTMLElement).closest("tr[data-row]");
    const index = ordered.findIndex((row) => idOf(row) === element?.getAttribute("data-row"));
    const row = ordered[index];
    const onRow = event.target === element;
    if (row === undefined || !isSingle(event.nativeEvent)) return;
    const act = actOf(event.key, own);
    const step = steps[act ?? event.key];
    // With Shift a letter is another one, and means all up to here.
    const range = event.shiftKey && isKey(event.key.toLowerCase(), "choose");
    if (step !== undefined) move(index, step);
    else if (event.key === "Enter" && onRow) onOpen?.(row);
    else if (event.key === " " && onRow && onLook !== undefined) onLook(row, ordered.map(idOf));
    else if ((act === "choose" || range) && chosen !== undefined) choose(index, range);
    else if (act === "read") announce(sentenceOf(element as Element));
    else if (act === "menu") element?.querySelector<HTMLElement>("[data-menu]")?.click();
    else if (!onRow || !press(event.key, element, row)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { reached: ordered.some((row) => idOf(row) === reached) ? reached : undefined, onFocus, onKeyDown };
}
