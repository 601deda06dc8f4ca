import { keep } from "../../parts/kept.ts";

/** How this browser's lists of containers look. */
export interface OwnLook {
  readonly compact: boolean;
  /** Names of the columns that are shown; those that have room when absent. */
  readonly columns?: readonly string[];
}

/** A view that somebody has given a name: the part of the address that makes it. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
}

const isText = (value: unknown): value is string => typeof value === "string";

/** How the list looks in this browser. */
export const ownLook = keep("containers-look", (kept): OwnLook => {
  const { compact, columns } = (kept ?? {}) as Readonly<Record<string, unknown>>;
  return {
    compact: compact === true,
    ...(Array.isArray(columns) && columns.every(isText) ? { columns } : {}),
  };
});

/** The views that are kept in this browser, as they were saved. */
export const savedViews = keep("containers-views", (kept): readonly SavedView[] => {
  const all: readonly unknown[] = Array.isArray(kept) ? kept : [];
  return all.flatMap((one) => {
    const { name, query } = (one ?? {}) as Readonly<Record<string, unknown>>;
    return isText(name) && isText(query) ? [{ name, query }] : [];
  });
});

/** The views with one more; one of the same name is replaced. */
export const withView = (views: readonly SavedView[], view: SavedView): readonly SavedView[] => [
  ...views.filter(({ name }) => name !== view.name),
  view,
];
