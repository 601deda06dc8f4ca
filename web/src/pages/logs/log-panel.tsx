import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useLiveness } from "../../connection/hooks.ts";
import { levels, type Level } from "../../../../src/kernel/log-level.ts";
import { download } from "./download.ts";
import { useFollow, type Source } from "./follow.ts";
import type { Look } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { LogStore } from "./log-store.ts";
import { useFound } from "./use-found.ts";

/** Milliseconds between two announcements of how much has come. */
const pause = 5000;

/** Says at most every five seconds what has come. */
function useSummary(store: LogStore): string {
  const [text, setText] = useState("");
  useEffect(() => {
    let before = 0;
    const timer = setInterval(() => {
      const fresh = store.taken - before;
      before = store.taken;
      setText(fresh > 0 ? `${fresh} new lines` : "");
    }, pause);
    return () => clearInterval(timer);
  }, [store]);
  return text;
}

/** The logs of some containers as one, merged by time: followed, searched, shown by level and field, and kept as a file. */
export function LogPanel({ sources }: { readonly sources: readonly Source[] }) {
  const { liveness } = useLiveness();
  const [store] = useState(() => new LogStore());
  const ended = useFollow(store, sources, liveness === "live");
  const lines = useSyncExternalStore(store.subscribe, () => store.shown);
  const [text, setText] = useState("");
  const [regex, setRegex] = useState(false);
  const [level, setLevel] = useState<Level | "">("");
  const [times, setTimes] = useState(true);
  const [json, setJson] = useState(true);
  const [fields, setFields] = useState("");
  const { found, problem } = useFound(lines, { text, regex, level });
  const summary = useSummary(store);
  const names = sources.length > 1;
  const look = useMemo<Look>(
    () => ({ times, names, json, fields: fields.split(/[\s,]+/).filter((name) => name !== "") }),
    [times, names, json, fields],
  );
  const counts = useRef<HTMLSpanElement>(null);
  return (
    <>
      <div className="actions log-tools">
        <label>
          <span className="quiet">Find </span>
          <input
            type="search"
            data-filter
            value={text}
            aria-invalid={problem !== undefined}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label>
          <input type="checkbox" checked={regex} onChange={(event) => setRegex(event.target.checked)} /> regular
          expression
        </label>
        <label>
          <span className="quiet">Level </span>
          <select value={level} onChange={(event) => setLevel(event.target.value as Level | "")}>
            <option value="">any</option>
            {levels.map((one) => (
              <option key={one} value={one}>
                {one === "fatal" ? one : `${one} or worse`}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input type="checkbox" checked={times} onChange={(event) => setTimes(event.target.checked)} /> times
        </label>
        <label>
          <input type="checkbox" checked={json} onChange={(event) => setJson(event.target.checked)} /> JSON as fields
        </label>
        {json ? (
          <label>
            <span className="quiet">only </span>
            <input
              type="text"
              size={14}
              placeholder="status ms"
              aria-label="Fields of JSON that are shown"
              value={fields}
              onChange={(event) => setFields(event.target.value)}
            />
          </label>
        ) : null}
        <button type="button" onClick={() => download(found, "text")}>
          Download text
        </button>
        <button type="button" onClick={() => download(found, "ndjson")}>
          Download NDJSON
        </button>
      </div>
      {problem === undefined ? null : (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      <p className="quiet">
        <span ref={counts} data-taken={store.taken} data-missed={store.missed} data-dropped={store.dropped}>
          {found.length === lines.length ? `${lines.length} lines` : `${found.length} of ${lines.length} lines`}
          {store.dropped > 0 ? `, ${store.dropped} older ones are not kept in this page` : ""}
          {store.missed > 0 ? `, ${store.missed} came too fast and are marked` : ""}
        </span>
        {[...ended].map(([name, why]) => (
          <span key={name}>
            {" "}
            · {name}: {why}
          </span>
        ))}
        <span className="unseen" role="status">
          {summary}
        </span>
      </p>
      <Lines lines={found} look={look} label={names ? "Logs" : "Log"} />
    </>
  );
}
