/** Whether single keys act: Settings switches them off. */
export const keysAct = (): boolean => localStorage.getItem("keys") !== "off";

/** A field, a terminal or an editor has the key first. */
export function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      "input:not([type=checkbox]), textarea, select, dialog, [popover], .xterm, [contenteditable=true]",
    ) !== null
  );
}

/** Whether a key press is a single key that a page may act on. */
export const isSingle = (event: KeyboardEvent): boolean =>
  keysAct() && !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented && !takesKeys(event.target);

/** One line of the help, and where the keys act. */
export interface KeyLine {
  readonly keys: string;
  readonly what: string;
  readonly where:
    | "everywhere"
    | "in a list"
    | "on a container's row"
    | "on a container's page"
    | "on an approval"
    | "in a log"
    | "in charts";
}

/** Every key of the dashboard, as the help shows them. */
export const keyLines: readonly KeyLine[] = [
  { where: "everywhere", keys: "Ctrl K or ⌘ K", what: "Find a page, a container or an operation" },
  { where: "everywhere", keys: "?", what: "This help" },
  { where: "everywhere", keys: "g, then a letter", what: "Go to a page" },
  { where: "everywhere", keys: "/", what: "Go to the page's filter" },
  { where: "everywhere", keys: "A", what: "Go to the approvals" },
  { where: "everywhere", keys: "Esc", what: "Close what is on top" },
  { where: "in a list", keys: "j k or ↓ ↑", what: "Next and previous row" },
  { where: "in a list", keys: "Home End", what: "First and last row" },
  { where: "in a list", keys: "Enter", what: "Open" },
  { where: "in a list", keys: "Space", what: "Look at a container without leaving the list" },
  { where: "in a list", keys: "x", what: "Choose; with Shift all rows up to here" },
  { where: "in a list", keys: "m", what: "The row's menu" },
  { where: "in a list", keys: "z", what: "Undo what was done last" },
  { where: "on a container's row", keys: "s", what: "Start or stop" },
  { where: "on a container's row", keys: "r", what: "Restart" },
  { where: "on a container's row", keys: "d", what: "Remove (asks)" },
  { where: "on a container's row", keys: "y", what: "Copy as docker command" },
  { where: "on a container's row", keys: "l e h", what: "Its logs, terminal, history" },
  { where: "on a container's page", keys: "[ ]", what: "Previous and next tab" },
  { where: "on an approval", keys: "j k or ↓ ↑", what: "Next and previous one" },
  { where: "on an approval", keys: "a n", what: "Approve once, deny" },
  { where: "on an approval", keys: "e m", what: "Make it safer, give it 15 more minutes" },
  { where: "in charts", keys: "+ −", what: "Zoom in and out" },
  { where: "in charts", keys: "← →", what: "Earlier and later" },
  { where: "in charts", keys: "0", what: "All of the time" },
  { where: "in a log", keys: "n p", what: "Next and previous error" },
];
