import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useSearchParams } from "wouter";
import { useLiveness, useRead } from "../../connection/hooks.ts";
import { copy } from "../../parts/call-words.ts";
import { useToasts } from "../../parts/toasts.tsx";
import { download } from "./download.ts";
import { FieldTable } from "./field-table.tsx";
import { useFollow, type Source } from "./follow.ts";
import type { Look } from "./line.tsx";
import { Lines } from "./lines.tsx";
import { LogStore } from "./log-store.ts";
import { LogTools } from "./log-tools.tsx";
import { namesIn } from "./parse-line.ts";
import { PlainText } from "./plain-text.tsx";
import { useFound } from "./use-found.ts";
import { useLogView } from "./use-log-view.ts";
import { lastStarts, withEvents, type LogEvent } from "./with-events.ts";

/** Milliseconds between two announcements of how much has come. */
const pause = 5000;

const some = (count: number, of: string): string => `${count} ${of}${count === 1 ? "" : "s"}`;

/** Says at most every five seconds what has come. */
function useSummary(store: LogStore): string {
  const [text, setText] = useState("");
  useEffect(() => {
    let [before, wrong] = [0, 0];
    const timer = setInterval(() => {
      // Fewer than before: the log has begun anew.
      const [lines, errors] = [Math.max(0, store.taken - before), Math.max(0, store.errors - wrong)];
      [before, wrong] = [store.taken, store.errors];
      setText(lines === 0 ? "" : `${some(lines, "new line")}${errors === 0 ? "" : `, ${some(errors, "error")}`}`);
    }, pause);
    return () => clearInterval(timer);
  }, [store]);
  return text;
}

/** What happened to the containers whose logs are shown. */
function useEvents(sources: readonly Source[]): readonly LogEvent[] {
  const [only] = sources;
  const about = sources.length === 1 && only !== undefined ? { object: only.id } : { type: "container" };
  const { data } = useRead<{ events: readonly LogEvent[] }>("event.list", { ...about, limit: 500 });
  const ids = sources.map(({ id }) => id).join(" ");
  return useMemo(() => (data?.events ?? []).filter(({ id }) => ids.includes(id)), [data, ids]);
}

/** The line that the address names: by its time, which engines write to the nanosecond. */
function useMarked(): {
  readonly at: string | undefined;
  readonly begun: number | undefined;
  readonly mark: (time: string) => void;
  readonly link: () => void;
} {
  const [search, setSearch] = useSearchParams();
  const toasts = useToasts();
  const at = search.get("at") ?? undefined;
  // Where the page began decides what is read; a mark that is set later moves nothing.
  const [begun] = useState(() => {
    const time = Date.parse(at ?? "");
    return Number.isNaN(time) ? undefined : time;
  });
  const mark = (time: string): void =>
    setSearch((old) => ({ ...Object.fromEntries(old), at: time }), { replace: true });
  const link = (): void => {
    void copy(location.href).then((copied) =>
      toasts.done(
        copied ? `A link to this line is copied: ${location.href}` : `The link to this line: ${location.href}`,
      ),
    );
  };
  return { at, begun, mark, link };
}

/** The logs of some containers as one, merged by time: followed, searched, shown by level and field, and kept as a file. */
export function LogPanel({ sources }: { readonly sources: readonly Source[] }) {
  const { liveness } = useLiveness();
  const [store] = useState(() => new LogStore());
  const { at, begun, mark, link } = useMarked();
  const events = useEvents(sources);
  const starts = useMemo(() => lastStarts(events), [events]);
  const ended = useFollow(store, sources, { live: liveness === "live", at: begun }, starts);
  const came = useSyncExternalStore(store.subscribe, () => store.shown);
  const lines = useMemo(() => withEvents(came, events), [came, events]);
  const [view, setView] = useLogView();
  const { find: text, regex, level, around, way, fields, times, json } = view;
  const { found, wanted, problem } = useFound(lines, { text, regex, level, around });
  const summary = useSummary(store);
  const several = sources.length > 1;
  const look = useMemo<Look>(() => ({ times, names: several, json, fields }), [times, several, json, fields]);
  // Not with each batch of a fast log: what fields there are changes seldom.
  const names = useMemo(() => (json || way === "table" ? namesIn(came) : []), [json, way, Math.ceil(came.length / 50)]);
  const label = several ? "Logs" : "Log";
  return (
    <>
      <LogTools
        view={view}
        onView={setView}
        names={names}
        wrong={problem !== undefined}
        onSave={(how) => download(found, how)}
      />
      {problem === undefined ? null : (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      <p className="quiet">
        <span data-taken={store.taken} data-missed={store.missed} data-dropped={store.dropped}>
          {wanted === undefined ? `${came.length} lines` : `${wanted.size} of ${came.length} lines`}
          {store.dropped > 0 ? `, ${store.dropped} older ones are not kept in this page` : ""}
          {store.missed > 0 ? `, ${store.missed} came too fast and are marked` : ""}
        </span>
        {[...ended].map(([name, why]) => (
          <span key={name}>
            {" "}
            · {name}: {why}
          </span>
        ))}
        {at === undefined ? null : (
          <>
            {" "}
            ·{" "}
            <button type="button" className="plain linked" onClick={link}>
              Copy a link to the marked line
            </button>
          </>
        )}
        <span className="unseen" role="status">
          {summary}
        </span>
      </p>
      {way === "lines" ? (
        <Lines lines={found} found={wanted} look={look} label={label} at={at} onMark={mark} onLink={link} />
      ) : null}
      {way === "table" ? <FieldTable lines={found} look={look} names={names} /> : null}
      {way === "text" ? <PlainText lines={found} label={label} /> : null}
    </>
  );
}
