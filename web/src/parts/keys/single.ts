/** Whether single keys act: Settings switches them off. */
export const keysAct = (): boolean => localStorage.getItem("keys") !== "off";

/** Switches single keys on or off. */
export const letKeysAct = (on: boolean): void => localStorage.setItem("keys", on ? "on" : "off");

/** A field, a terminal or an editor has the key first. */
function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      "input:not([type=checkbox]), textarea, select, dialog, [popover], .xterm, [contenteditable=true]",
    ) !== null
  );
}

/** Whether a key press is a single key, with nothing that has it first. */
export const isPlain = (event: KeyboardEvent): boolean =>
  keysAct() && !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented && !takesKeys(event.target);

/** Milliseconds that the key for pages waits for its letter. */
const patience = 1500;
let waiting = 0;

/** Begins to wait for the letter of a page, or ends it. */
export function awaitLetter(waits: boolean): void {
  waiting = waits ? Date.now() : 0;
}

/** Whether the next key names a page: then it is nobody else's, whatever has the focus. */
export const awaitsLetter = (): boolean => Date.now() - waiting < patience;

/** Whether a key press is a single key that a list, a log or a chart may act on. */
export const isSingle = (event: KeyboardEvent): boolean => isPlain(event) && !awaitsLetter();
