import { painter, printable, write, type Terminal } from "../terminal.ts";
import { at, tabulate } from "./columns.ts";
import { formatValue } from "./format.ts";
import { progressDisplay, type Step } from "./progress.ts";
import { renderTable } from "./table.ts";

type Item = Readonly<Record<string, unknown>>;

/** Shows the items of one stream to a person; false when the reader has gone. */
export interface StreamView {
  readonly item: (item: unknown) => Promise<boolean>;
  readonly end: () => void;
}

const asItem = (value: unknown): Item =>
  typeof value === "object" && value !== null ? (value as Item) : { text: value };
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** Output of a container: what it wrote to standard error goes to standard error. Its bytes are the reader's own business, as with cat. */
function outputView(terminal: Terminal): StreamView {
  const raw = terminal.output.isTTY === true ? printable : (text: string) => text;
  return {
    item: (value) => {
      const item = asItem(value);
      const text = textOf(item["text"] ?? item["line"] ?? item["data"]);
      return write(item["stream"] === "stderr" ? terminal.errors : terminal.output, `${keepColours(text, raw)}\n`);
    },
    end: () => {},
  };
}

/** Colours of a log are kept on a terminal; everything else that drives it is taken out. */
const keepColours = (text: string, clean: (text: string) => string): string =>
  text
    .split(/(\u001B\[[0-9;]*m)/)
    .map((part, index) => (index % 2 === 1 ? part : clean(part)))
    .join("");

function eventView(terminal: Terminal): StreamView {
  const paint = painter(terminal, "output");
  return {
    item: (value) => {
      const item = asItem(value);
      if (typeof item["missed"] === "number")
        return write(terminal.errors, `${item["missed"]} events were missed: this reader is too slow.\n`);
      if (at(item, "gap.since") !== undefined)
        return write(
          terminal.errors,
          `Nothing is known from ${formatValue(at(item, "gap.since"))} to ${formatValue(at(item, "gap.until"))}.\n`,
        );
      const others = ["exitCode", "signal", "image"]
        .map((name): [string, unknown] => [name, at(item, `attributes.${name}`)])
        .filter(([, one]) => one !== undefined && one !== "");
      const line = [
        paint("dim", formatValue(item["time"], "time")),
        `${textOf(item["type"])} ${paint("bold", textOf(item["action"]))}`,
        textOf(item["name"]) === "" ? formatValue(item["id"], "id") : textOf(item["name"]),
        others.map(([name, one]) => `${name}=${formatValue(one)}`).join(" "),
      ];
      return write(
        terminal.output,
        `${line
          .map((part) => part.trim())
          .join("  ")
          .trimEnd()}\n`,
      );
    },
    end: () => {},
  };
}

const stepOf = (item: Item): Step => {
  const done = numberOf(
    item["done"] ?? item["current"] ?? at(item, "progress.done") ?? at(item, "progressDetail.current"),
  );
  const total = numberOf(item["total"] ?? at(item, "progress.total") ?? at(item, "progressDetail.total"));
  return {
    id: textOf(item["id"] ?? item["layer"]) || undefined,
    message: textOf(item["status"] ?? item["message"] ?? item["text"] ?? item["stream"]),
    ...(done === undefined ? {} : { done }),
    ...(total === undefined ? {} : { total }),
  };
};

function stepView(terminal: Terminal): StreamView {
  const display = progressDisplay(terminal);
  return {
    item: async (value) => {
      await display.show(stepOf(asItem(value)));
      return true;
    },
    end: display.end,
  };
}

/** Samples one below the other, with the headers once. */
function rowView(list: string, terminal: Terminal): StreamView {
  let first = true;
  return {
    item: (value) => {
      const { headers, rows } = tabulate(list, [asItem(value)]);
      const table = renderTable(headers, rows, {});
      const shown = first ? table : table.slice(table.indexOf("\n") + 1);
      first = false;
      return write(terminal.output, shown);
    },
    end: () => {},
  };
}

function jsonView(terminal: Terminal): StreamView {
  return { item: (value) => write(terminal.output, `${JSON.stringify(value)}\n`), end: () => {} };
}

/** How the streams of operations are shown. What isn't named here comes as one JSON value a line. */
const views: Readonly<Record<string, (terminal: Terminal) => StreamView>> = {
  "container.logs": outputView,
  "container.exec": outputView,
  "container.run": outputView,
  "container.attach": outputView,
  "container.stats": (terminal) => rowView("stats", terminal),
  "image.pull": stepView,
  "image.push": stepView,
  "image.load": stepView,
  "image.build": stepView,
  "build.start": stepView,
  "system.events": eventView,
  "event.follow": eventView,
};

/** The view of an operation's stream; `json` whatever was asked for in JSON lines. */
export const streamView = (operation: string, json: boolean, terminal: Terminal): StreamView =>
  (json ? jsonView : (views[operation] ?? jsonView))(terminal);

/** Streams without an end: asked for with `--follow` only. */
const endless: ReadonlySet<string> = new Set(["container.stats", "system.events"]);

/** True for streams that go on until somebody ends them. */
export const isEndless = (operation: string): boolean => endless.has(operation);

/** Operations whose stream is what people want to see, even where an answer in one piece exists. */
export const showsStream = (operation: string): boolean => Object.hasOwn(views, operation) && !isEndless(operation);
