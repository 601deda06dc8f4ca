import { useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { Records } from "../parts/records.tsx";
import { Title } from "../parts/title.tsx";
import { Lanes, type OutsideEvent } from "./activity/lanes.tsx";
import type { RecordRow } from "./shapes.ts";

const spans: Readonly<Record<string, number>> = { "1h": 3_600_000, "24h": 86_400_000, "7d": 7 * 86_400_000 };

/** What was asked, decided and done, by whom. */
export default function Activity() {
  const [search, setSearch] = useSearchParams();
  const only = search.get("only") ?? "changes";
  const since = search.get("since") ?? "24h";
  const [caller, setCaller] = useState("");
  const write = (name: string, value: string): void => {
    setSearch((old) => {
      const next = new URLSearchParams(old);
      next.set(name, value);
      return next;
    });
  };
  const input = {
    since,
    limit: 500,
    ...(only === "changes" ? { changes: true } : {}),
    ...(caller === "" ? {} : { caller }),
    ...(only === "deny" || only === "ask" ? { decision: only } : {}),
    ...(only === "failed" ? { ok: false } : {}),
    ...(only === "note" ? { kind: "note" } : {}),
  };
  const records = useRead<{ records: readonly RecordRow[] }>("audit.list", input);
  const outside = useRead<{ events: readonly OutsideEvent[] }>("event.list", {
    since,
    type: "container",
    outside: true,
    limit: 500,
  });
  const until = useMemo(() => Date.now(), [records.data, outside.data]);
  return (
    <>
      <header>
        <Title>Activity</Title>
        <label>
          <span className="quiet">Show </span>
          <select value={only} onChange={(event) => write("only", event.target.value)}>
            <option value="changes">changes and refusals</option>
            <option value="all">everything</option>
            <option value="deny">denied</option>
            <option value="ask">asked for</option>
            <option value="failed">failed or refused</option>
            <option value="note">notes of the server</option>
          </select>
        </label>
        <label>
          <span className="quiet">of the last </span>
          <select value={since} onChange={(event) => write("since", event.target.value)}>
            <option value="1h">hour</option>
            <option value="24h">24 hours</option>
            <option value="7d">7 days</option>
          </select>
        </label>
        <label>
          <span className="quiet">Token </span>
          <input type="search" data-filter value={caller} onChange={(event) => setCaller(event.target.value)} />
        </label>
        <span className="grow" />
        <Act operation="audit.verify" input={{}}>
          Verify the log
        </Act>
      </header>
      <Reading of={records}>
        {({ records: list }) => (
          <>
            <Lanes
              records={list}
              outside={outside.data?.events ?? []}
              since={until - (spans[since] ?? 86_400_000)}
              until={until}
            />
            {list.length === 0 ? <div className="note">No record fits.</div> : <Records records={list} />}
          </>
        )}
      </Reading>
    </>
  );
}
