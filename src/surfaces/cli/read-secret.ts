import type { ReadStream } from "node:tty";
import { splitLines } from "./split-lines.ts";
import { write, type Terminal } from "./terminal.ts";

/** Reads one line; on a terminal it asks, and does not show what is typed. An aborted or empty input gives an empty text. */
export async function readSecret(terminal: Terminal, question: string): Promise<string> {
  const input = terminal.input as Terminal["input"] & Partial<Pick<ReadStream, "setRawMode">>;
  if (input.isTTY !== true || input.setRawMode === undefined) {
    for await (const line of splitLines(input)) return line.trim();
    return "";
  }
  await write(terminal.errors, question);
  input.setRawMode(true);
  let text = "";
  try {
    for await (const chunk of input) {
      for (const character of (chunk as Buffer).toString("utf8")) {
        if (character === "\r" || character === "\n" || character === "\u0004") return text.trim();
        if (character === "\u0003") return "";
        text = character === "\u007F" || character === "\b" ? text.slice(0, -1) : text + character;
      }
    }
    return text.trim();
  } finally {
    input.setRawMode(false);
    await write(terminal.errors, "\n");
  }
}

/** Asks a question at a terminal and reads the line that is typed. */
export async function readLine(terminal: Terminal, question: string): Promise<string> {
  await write(terminal.errors, question);
  for await (const line of splitLines(terminal.input)) return line.trim();
  return "";
}
