/** Where a key acts. */
export type Place =
  | "everywhere"
  | "where there are tabs"
  | "in lists and among approvals"
  | "in a list"
  | "on a container's row"
  | "on an approval"
  | "in a log"
  | "in charts";

interface Act {
  /** The key that it has until another is chosen. */
  readonly key: string;
  readonly where: Place;
  readonly what: string;
}

/** What single keys do. */
export const keyActs = {
  help: { key: "?", where: "everywhere", what: "This help" },
  go: { key: "g", where: "everywhere", what: "Go to a page: then its letter" },
  filter: { key: "/", where: "everywhere", what: "Go to the page's filter" },
  approvals: { key: "A", where: "everywhere", what: "Go to the approvals" },
  notices: { key: "N", where: "everywhere", what: "Show the notices" },
  "tab-before": { key: "[", where: "where there are tabs", what: "Previous tab" },
  "tab-after": { key: "]", where: "where there are tabs", what: "Next tab" },
  next: { key: "j", where: "in lists and among approvals", what: "Next one" },
  previous: { key: "k", where: "in lists and among approvals", what: "Previous one" },
  choose: { key: "x", where: "in a list", what: "Choose; with Shift all rows up to here" },
  read: { key: "v", where: "in a list", what: "Read the row out in one sentence" },
  menu: { key: "m", where: "in a list", what: "The row's menu" },
  undo: { key: "z", where: "in a list", what: "Undo what was done last" },
  run: { key: "s", where: "on a container's row", what: "Start or stop" },
  restart: { key: "r", where: "on a container's row", what: "Restart" },
  remove: { key: "d", where: "in a list", what: "Remove (asks)" },
  freeze: { key: "f", where: "in a list", what: "Freeze an agent" },
  copy: { key: "y", where: "on a container's row", what: "Copy as docker command" },
  logs: { key: "l", where: "on a container's row", what: "Its logs" },
  terminal: { key: "e", where: "on a container's row", what: "Its terminal" },
  history: { key: "h", where: "on a container's row", what: "Its history" },
  approve: { key: "a", where: "on an approval", what: "Approve once" },
  deny: { key: "n", where: "on an approval", what: "Deny" },
  safer: { key: "e", where: "on an approval", what: "Make it safer" },
  extend: { key: "m", where: "on an approval", what: "Give it 15 more minutes" },
  "error-after": { key: "n", where: "in a log", what: "Next error" },
  "error-before": { key: "p", where: "in a log", what: "Previous error" },
  "line-link": { key: "y", where: "in a log", what: "Copy a link to the marked line" },
  "zoom-in": { key: "+", where: "in charts", what: "Zoom in" },
  "zoom-out": { key: "-", where: "in charts", what: "Zoom out" },
  "zoom-all": { key: "0", where: "in charts", what: "All of the time" },
} as const satisfies Readonly<Record<string, Act>>;

/** What a single key can do. */
export type KeyAct = keyof typeof keyActs;

/** Every act, in the order of the table. */
export const allActs = Object.keys(keyActs) as readonly KeyAct[];

/** Keys that are no characters: they stay as they are, for every list and dialog has them so. */
export const fixedKeys: readonly { readonly keys: string; readonly where: Place; readonly what: string }[] = [
  { where: "everywhere", keys: "Ctrl K or ⌘ K", what: "Find a page, a container, an operation or a setting" },
  { where: "everywhere", keys: "Esc", what: "Close what is on top" },
  { where: "in lists and among approvals", keys: "↓ ↑", what: "Next and previous one" },
  { where: "in a list", keys: "Home End", what: "First and last row" },
  { where: "in a list", keys: "Enter", what: "Open" },
  { where: "in a list", keys: "Space", what: "Look at a container without leaving the list" },
  { where: "in charts", keys: "← →", what: "Earlier and later" },
];

/** Places of which both can have the focus at once, beside those that are everywhere. */
const together: readonly (readonly [Place, Place])[] = [
  ["in a list", "on a container's row"],
  ["in lists and among approvals", "in a list"],
  ["in lists and among approvals", "on a container's row"],
  ["in lists and among approvals", "on an approval"],
];
const wide: ReadonlySet<Place> = new Set(["everywhere", "where there are tabs"]);

/** Whether one press could mean what is done in either place. */
export const overlap = (one: Place, other: Place): boolean =>
  one === other ||
  wide.has(one) ||
  wide.has(other) ||
  together.some((pair) => pair.includes(one) && pair.includes(other));
