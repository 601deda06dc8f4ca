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

/** Follows the logs of the sources, as long as there is a connection; says of each why it is not followed any more. */
export function useFollow(store: LogStore, sources: readonly Source[], live: boolean): ReadonlyMap<string, string> {
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
      return socket.stream(
        "container.logs",
        { id, follow: true, tail, timestamps: true },
        {
          items: (items) => store.add((items as readonly Item[]).map((item) => parted(name, item))),
          end: (error) => say(name, error === undefined ? "the log has ended" : asProblem(error).detail),
        },
      );
    });
    return () => {
      for (const stop of stops) stop();
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the sources are told apart by their ids
  }, [store, ids, live]);
  return ended;
}
