import { useEffect, useState } from "react";
import { asProblem } from "../../connection/problem.ts";
import { socket } from "../../connection/socket.ts";
import type { LogStore, NewLine } from "./log-store.ts";

/** A log that is read: of a container that is there, or what is kept of one that is gone. */
export interface Source {
  readonly id: string;
  readonly name: string;
  readonly kept?: boolean;
}

interface Item {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
  readonly missed?: number;
}

/** Lines of the past that each log begins with. */
const tail = 1000;
/** Milliseconds of a log that are read before a moment that was asked for, and lines that are read from then on. */
const [before, mostAfter] = [15 * 60_000, 20_000];

const stamp = /^\d{4}-\d\d-\d\dT[\d:.]+Z /;

/** The engine writes a line's time before it. */
function parted(from: string, { stream, text, missed }: Item): NewLine {
  if (missed !== undefined) return { from, stream, time: new Date().toISOString(), text: "", missed };
  const time = stamp.exec(text)?.[0] ?? "";
  return { from, stream, time: time.trim(), text: text.slice(time.length) };
}

async function readKept(store: LogStore, { id, name }: Source): Promise<void> {
  const { value } = await socket.call<{ runs: readonly { logs: string }[] }>("log.history", {
    id,
    runs: 3,
    tail: 20_000,
  });
  for (const { logs } of value.runs) {
    store.add(logs.split("\n").map((text) => parted(name, { stream: "stdout", text })));
  }
}

/** What is told of a log that is read. */
interface On {
  readonly items: (items: readonly Item[]) => void;
  readonly end: (why: string) => void;
}

const read = (input: object, on: { items: On["items"]; end: (error?: Error) => void }): (() => void) =>
  socket.stream(
    "container.logs",
    { ...input, timestamps: true },
    { items: (items) => on.items(items as readonly Item[]), end: on.end },
  );

/** The newest lines, and all that come. */
const newest = (id: string, on: On): (() => void) =>
  read(
    { id, follow: true, tail },
    { items: on.items, end: (error) => on.end(error === undefined ? "the log has ended" : asProblem(error).detail) },
  );

/** What was written right before a moment, and then what was from there on, as far as it is bearable. */
function around(id: string, at: number, on: On): () => void {
  const border = new Date(at - 1).toISOString();
  const fail = (error: Error): void => on.end(asProblem(error).detail);
  let after = 0;
  let stop = read(
    { id, tail: "all", since: new Date(at - before).toISOString(), until: border },
    {
      items: on.items,
      end: (error) => {
        if (error !== undefined) return fail(error);
        stop = read(
          { id, follow: true, tail: "all", since: border },
          {
            items: (items) => {
              on.items(items);
              after += items.length;
              if (after < mostAfter) return;
              stop();
              on.end("it goes on, beyond what is read from there");
            },
            end: (failed) => (failed === undefined ? on.end("the log has ended") : fail(failed)),
          },
        );
      },
    },
  );
  return () => stop();
}

/**
 * Follows the logs of the sources, as long as there is a connection, from a moment on where one is given; says of each why it is not
 * followed any more.
 */
export function useFollow(
  store: LogStore,
  sources: readonly Source[],
  { live, at }: { readonly live: boolean; /** Unix milliseconds. */ readonly at?: number | undefined },
): ReadonlyMap<string, string> {
  const [ended, setEnded] = useState<ReadonlyMap<string, string>>(new Map());
  const ids = sources.map(({ id, kept }) => `${id}${kept === true ? "!" : ""}`).join(" ");
  useEffect(() => {
    if (!live) return undefined;
    store.clear();
    setEnded(new Map());
    const say = (name: string, text: string): void => setEnded((old) => new Map(old).set(name, text));
    const stops = sources.map((source) => {
      const { id, name, kept } = source;
      if (kept === true) {
        readKept(store, source).catch((thrown: unknown) => say(name, asProblem(thrown).detail));
        return () => undefined;
      }
      const on: On = {
        items: (items) => store.add(items.map((item) => parted(name, item))),
        end: (why) => say(name, why),
      };
      return at === undefined ? newest(id, on) : around(id, at, on);
    });
    return () => {
      for (const stop of stops) stop();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the sources are told apart by their ids
  }, [store, ids, live, at]);
  return ended;
}
