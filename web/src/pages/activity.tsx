import { useState } from "react";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { Records } from "../parts/records.tsx";
import { Title } from "../parts/title.tsx";
import type { RecordRow } from "./shapes.ts";

/** What was asked, decided and done, by whom. */
export default function Activity() {
  const [only, setOnly] = useState("changes");
  const [caller, setCaller] = useState("");
  const input = {
    limit: 200,
    ...(only === "changes" ? { changes: true } : {}),
    ...(caller === "" ? {} : { caller }),
    ...(only === "deny" || only === "ask" ? { decision: only } : {}),
    ...(only === "failed" ? { ok: false } : {}),
    ...(only === "note" ? { kind: "note" } : {}),
  };
  const records = useRead<{ records: readonly RecordRow[] }>("audit.list", input);
  return (
    <>
      <header>
        <Title>Activity</Title>
        <label>
          <span className="quiet">Show </span>
          <select value={only} onChange={(event) => setOnly(event.target.value)}>
            <option value="changes">changes and refusals</option>
            <option value="">everything</option>
            <option value="deny">denied</option>
            <option value="ask">asked for</option>
            <option value="failed">failed or refused</option>
            <option value="note">notes of the server</option>
          </select>
        </label>
        <label>
          <span className="quiet">Token </span>
          <input type="search" value={caller} onChange={(event) => setCaller(event.target.value)} />
        </label>
        <span className="grow" />
        <Act operation="audit.verify" input={{}}>
          Verify the log
        </Act>
      </header>
      <Reading of={records} empty={{ when: ({ records: list }) => list.length === 0, text: "No record fits." }}>
        {({ records: list }) => <Records records={list} />}
      </Reading>
    </>
  );
}
