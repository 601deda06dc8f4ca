import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { useEffect, useRef, useState } from "react";
import { socket } from "../../connection/socket.ts";
import { Ask } from "../ask.tsx";
import { withNoncedStyles } from "./nonced-styles.ts";
import { harmless, pasteWarning, visible } from "./pasted.ts";

/** How a terminal ended. */
export interface Ended {
  readonly exitCode?: number | null;
  readonly error?: Error;
}

const colours = (): Record<string, string> => {
  const style = getComputedStyle(document.documentElement);
  const probe = document.createElement("span");
  document.body.append(probe);
  const of = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const found = { background: of("--front"), foreground: of("--text"), cursor: of("--accent") };
  probe.remove();
  return { ...found, selectionBackground: style.colorScheme === "dark" ? "#3b5378" : "#b9d2ff" };
};

/** An open terminal. Text goes to it as it is typed; what is pasted is looked at first. */
export function Screen({
  id,
  label,
  spoken,
  onEnd,
  onLeave,
}: {
  readonly id: string;
  readonly label: string;
  /** For screen readers: what is shown is also there as text. */
  readonly spoken: boolean;
  readonly onEnd: (ended: Ended) => void;
  readonly onLeave: () => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const speaking = useRef<{ say: (line: object) => void; terminal: Terminal }>(undefined);
  const [pasted, setPasted] = useState<string>();
  const told = useRef({ onEnd, onLeave });
  told.current = { onEnd, onLeave };

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const terminal = new Terminal({
      cursorBlink: false,
      convertEol: false,
      fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace',
      fontSize: 14,
      scrollback: 5000,
      minimumContrastRatio: 4.5,
      theme: colours(),
      // Links of the output are text: nothing opens by itself.
      linkHandler: { activate: () => undefined },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    withNoncedStyles(() => terminal.open(element));
    terminal.textarea?.setAttribute("aria-label", label);
    fit.fit();
    const session = socket.open(
      "terminal.open",
      { id, rows: terminal.rows, columns: terminal.cols },
      {
        items: (items) => {
          for (const { text } of items as { text: string }[]) terminal.write(text);
        },
        end: (value, error) =>
          told.current.onEnd(
            error === undefined ? { exitCode: (value as { exit_code: number | null }).exit_code } : { error },
          ),
      },
    );
    speaking.current = { say: session.say, terminal };
    terminal.onData((typed) => session.say({ typed }));
    terminal.onResize(({ rows, cols }) => session.say({ rows, columns: cols }));
    terminal.attachCustomKeyEventHandler((event) => {
      if (event.type !== "keydown" || !event.ctrlKey || !event.shiftKey || event.key !== "Escape") return true;
      event.preventDefault();
      told.current.onLeave();
      return false;
    });
    const onPaste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (pasteWarning(text) === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setPasted(text);
    };
    element.addEventListener("paste", onPaste, { capture: true });
    const watch = new ResizeObserver(() => fit.fit());
    watch.observe(element);
    terminal.focus();
    return () => {
      watch.disconnect();
      element.removeEventListener("paste", onPaste, { capture: true });
      session.end();
      terminal.dispose();
      speaking.current = undefined;
    };
  }, [id, label]);

  useEffect(() => {
    if (speaking.current !== undefined) speaking.current.terminal.options.screenReaderMode = spoken;
  }, [spoken]);

  const paste = (text: string | undefined): void => {
    setPasted(undefined);
    if (text !== undefined) speaking.current?.terminal.paste(text);
  };
  useEffect(() => {
    if (pasted === undefined) speaking.current?.terminal.focus();
  }, [pasted]);
  return (
    <>
      <div className="terminal-frame" ref={place} />
      {pasted === undefined ? null : (
        <Ask
          title="Paste this?"
          act="Paste what can be seen"
          onAct={() => paste(harmless(pasted))}
          onCancel={() => paste(undefined)}
        >
          <p>{pasteWarning(pasted)}</p>
          <pre className="pasted" tabIndex={0} aria-label="What would be pasted">
            {visible(pasted.slice(0, 2000))}
          </pre>
        </Ask>
      )}
    </>
  );
}
