import { useEffect, useRef, useState } from "react";
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

/** Why a log is not followed any more whose container does not run. */
const over = "the log has ended";

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

/** The newest lines, or those from a moment on, and all that come. */
const newest = (id: string, since: string | undefined, on: On): (() => void) =>
  read(
    { id, follow: true, tail, ...(since === undefined ? {} : { since }) },
    { items: on.items, end: (error) => on.end(error === undefined ? over : asProblem(error).detail) },
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
            end: (failed) => (failed === undefined ? on.end(over) : fail(failed)),
          },
        );
      },
    },
  );
  return () => stop();
}

/** One log that is followed. */
interface Followed {
  stop: () => void;
  /** Time of its newest line. */
  last: string;
  /** The line that it goes on from: what is not newer has been shown. */
  from: string;
  /** Its container does not run. */
  ended: boolean;
  /** The start of its container that it has gone on with. */
  start: string | undefined;
}

/**
 * Follows the logs of the sources, as long as there is a connection, from a moment on where one is given; says of each why it is not
 * followed any more. `starts` has when each container was last started: one that has ended is followed on from there.
 */
export function useFollow(
  store: LogStore,
  sources: readonly Source[],
  { live, at }: { readonly live: boolean; /** Unix milliseconds. */ readonly at?: number | undefined },
  starts: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const [ended, setEnded] = useState<ReadonlyMap<string, string>>(new Map());
  const followed = useRef<ReadonlyMap<string, Followed>>(new Map());
  const ids = sources.map(({ id, kept }) => `${id}${kept === true ? "!" : ""}`).join(" ");

  /** What is done with the lines of one log and with its end. */
  const on = ({ id, name }: Source): On => ({
    items: (items) => {
      const log = followed.current.get(id);
      const lines = items.map((item) => parted(name, item));
      // Followed on from a line, the engine begins with the lines of its whole second.
      const fresh = lines.filter(
        ({ time, missed }) => log === undefined || missed !== undefined || time === "" || time > log.from,
      );
      for (const { time, missed } of fresh)
        if (log !== undefined && missed === undefined && time > log.last) log.last = time;
      store.add(fresh);
    },
    end: (why) => {
      const log = followed.current.get(id);
      if (log !== undefined) log.ended = why === over;
      setEnded((old) => new Map(old).set(name, why));
    },
  });

  useEffect(() => {
    if (!live) return undefined;
    store.clear();
    setEnded(new Map());
    const logs = new Map<string, Followed>();
    followed.current = logs;
    for (const source of sources) {
      const { id, name, kept } = source;
      if (kept === true) {
        readKept(store, source).catch((thrown: unknown) =>
          setEnded((old) => new Map(old).set(name, asProblem(thrown).detail)),
        );
        continue;
      }
      const log: Followed = { stop: () => undefined, last: "", from: "", ended: false, start: starts.get(id) };
      logs.set(id, log);
      log.stop = at === undefined ? newest(id, undefined, on(source)) : around(id, at, on(source));
    }
    return () => {
      for (const { stop } of logs.values()) stop();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the sources are told apart by their ids
  }, [store, ids, live, at]);

  useEffect(() => {
    for (const source of sources) {
      const log = followed.current.get(source.id);
      const start = starts.get(source.id);
      if (log === undefined || !log.ended || start === undefined || start === log.start) continue;
      Object.assign(log, { ended: false, start, from: log.last });
      setEnded((old) => new Map([...old].filter(([name]) => name !== source.name)));
      log.stop = newest(source.id, log.last === "" ? undefined : log.last, on(source));
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the sources are told apart by their ids
  }, [starts, ended, ids]);
  return ended;
}
