import type { Problem } from "../connection/problem.ts";
import type { Receipt } from "../connection/socket.ts";
import { keep } from "./kept.ts";

/** Something that was told: what was done, with its undo, or why it failed. */
export interface Notice {
  /** Unix milliseconds; no two have the same. */
  readonly id: number;
  readonly text: string;
  readonly problem?: Problem;
  readonly receipt?: Receipt;
  /** True once it was taken back. */
  readonly undone?: boolean;
}

/** Notices that are kept; older ones go. */
const most = 50;

/** All notices of this tab, the newest last; they stay until the tab is closed. */
export const notices = keep(
  "notices",
  // Nobody but this page writes them.
  (kept): readonly Notice[] => (Array.isArray(kept) ? (kept as readonly Notice[]) : []),
  () => sessionStorage,
);

/** Keeps one more, and gives it its number. */
export function addNotice(notice: Omit<Notice, "id">): Notice {
  const all = notices.get();
  const made = { ...notice, id: Math.max(Date.now(), (all.at(-1)?.id ?? 0) + 1) };
  notices.set([...all.slice(1 - most), made]);
  return made;
}

/** Marks one as taken back, or as not. */
export const markUndone = (id: number, undone = true): void =>
  notices.set(notices.get().map((one) => (one.id === id ? { ...one, undone } : one)));

/** Whether a notice offers its undo. */
export const offersUndo = ({ receipt, undone }: Notice): boolean => receipt?.undoable === true && undone !== true;
