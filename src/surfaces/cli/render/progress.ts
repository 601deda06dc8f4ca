import { formatSize } from "../../../kernel/sizes.ts";
import { painter, printable, write, type Terminal } from "../terminal.ts";
import { textWidth } from "./table.ts";

/** One step of a pull, push, load or build, as the streams of those operations tell it. */
export interface Step {
  /** A layer's id; steps without one are lines that stay. */
  readonly id: string | undefined;
  readonly message: string;
  /** Bytes done and in all. */
  readonly done?: number;
  readonly total?: number;
}

const barWidth = 24;

function bar(done: number, total: number): string {
  const filled = total > 0 ? Math.min(barWidth, Math.round((done / total) * barWidth)) : 0;
  return `[${"=".repeat(filled)}${filled < barWidth ? ">" : ""}${" ".repeat(Math.max(0, barWidth - filled - 1))}]`;
}

function barLine({ id, message, done, total }: Step): string {
  const head = `${id ?? ""}${id === undefined ? "" : ": "}${message}`;
  return done === undefined || total === undefined || total <= 0
    ? head
    : `${head} ${bar(done, total)} ${formatSize(done)}/${formatSize(total)}`;
}

/** Shows steps on the error stream: bars that move on a terminal, a line for each change of state elsewhere. */
export function progressDisplay(terminal: Terminal): { show: (step: Step) => Promise<void>; end: () => void } {
  const { errors } = terminal;
  const paint = painter(terminal, "errors");
  const moving = errors.isTTY === true && terminal.environment["TERM"] !== "dumb";
  const lines = new Map<string, string>();
  const said = new Map<string, string>();
  const fit = (text: string) => {
    const width = (errors.columns ?? 80) - 1;
    return textWidth(text) > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
  };
  let drawn = 0;

  const erase = () => {
    const up = drawn > 0 ? `\u001B[${drawn}A` : "";
    drawn = 0;
    return `${up}\u001B[0J`;
  };
  const draw = () => {
    // More lines than the terminal is high can't be moved back over: only the newest are drawn.
    const shown = [...lines.values()].slice(-20);
    drawn = shown.length;
    return shown.map((line) => `${fit(line)}\n`).join("");
  };

  return {
    async show(step) {
      const text = printable(step.message).trimEnd();
      if (text === "" && step.id === undefined) return;
      if (step.id === undefined) {
        await write(errors, moving ? `${erase()}${text}\n${draw()}` : `${text}\n`);
        return;
      }
      const id = printable(step.id);
      if (moving) {
        lines.set(id, barLine({ ...step, id: paint("dim", id), message: text }));
        await write(errors, `${erase()}${draw()}`);
      } else if (said.get(id) !== text && (step.total === undefined || step.done === step.total)) {
        said.set(id, text);
        await write(errors, `${id}: ${text}\n`);
      }
    },
    end() {
      lines.clear();
      drawn = 0;
    },
  };
}
