import type { Readable, Writable } from "node:stream";

/** Where a command reads and writes. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly errors: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Writes, and waits when the reader is slow; a reader that is gone (`| head`) ends it quietly with `false`. */
export function write(stream: Writable, text: string | Uint8Array): Promise<boolean> {
  if (stream.destroyed || stream.writableEnded) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve(true);
      else if ((error as NodeJS.ErrnoException).code === "EPIPE") resolve(false);
      else reject(error);
    });
  });
}

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";
const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Paints text, where it goes to a terminal and NO_COLOR (no-color.org) is not set. */
export function painter(terminal: Terminal, stream: "output" | "errors"): (style: Style, text: string) => string {
  const { environment } = terminal;
  const on =
    terminal[stream].isTTY === true && (environment["NO_COLOR"] ?? "") === "" && environment["TERM"] !== "dumb";
  return (style, text) => (on && text !== "" ? `\u001B[${codes[style][0]}m${text}\u001B[${codes[style][1]}m` : text);
}

/** Text from the outside without control characters, so that no name or log line drives the reader's terminal. */
export const printable = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  text.replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, "\uFFFD");
