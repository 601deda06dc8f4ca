import { useState, type FormEvent } from "react";
import { useRead } from "../connection/hooks.ts";
import { LogView } from "../parts/log-view.tsx";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import type { ContainerRow } from "./shapes.ts";

interface Found {
  readonly containers: readonly { name: string; scanned: number; matched: number; more: boolean; error?: string }[];
  readonly matches: readonly {
    container: string;
    stream: "stdout" | "stderr";
    level?: string;
    time: string;
    count: number;
    text: string;
  }[];
  readonly left: number;
}

/** Logs of several containers, merged by time and searched. */
export default function Logs() {
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const [asked, setAsked] = useState<Readonly<Record<string, unknown>>>();
  const found = useRead<Found>("log.search", asked, asked !== undefined);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = form.getAll("containers").map(String);
    const pattern = String(form.get("pattern") ?? "");
    const level = String(form.get("level") ?? "");
    setAsked({
      ...(chosen.length > 0 ? { containers: chosen } : {}),
      ...(pattern === "" ? {} : { pattern }),
      ...(level === "" ? {} : { level }),
      regex: form.get("regex") === "on",
      since: String(form.get("since")),
      limit: 1000,
    });
  };
  return (
    <>
      <header>
        <Title>Logs</Title>
      </header>
      <form className="card actions" onSubmit={submit}>
        <label>
          Containers{" "}
          <select name="containers" multiple size={4} required aria-describedby="several">
            {(containers.data?.containers ?? []).map(({ full_id, name }) => (
              <option key={full_id} value={full_id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span id="several" className="quiet">
          several with Ctrl
        </span>
        <label>
          Find <input type="search" name="pattern" />
        </label>
        <label>
          <input type="checkbox" name="regex" /> regular expression
        </label>
        <label>
          Level{" "}
          <select name="level">
            <option value="">any</option>
            <option value="warn">warning or worse</option>
            <option value="error">error or worse</option>
          </select>
        </label>
        <label>
          Since{" "}
          <select name="since" defaultValue="1h">
            <option value="10m">10 minutes</option>
            <option value="1h">1 hour</option>
            <option value="24h">24 hours</option>
            <option value="7d">7 days</option>
          </select>
        </label>
        <button type="submit" className="primary">
          Search
        </button>
      </form>
      {asked === undefined ? (
        <div className="note">Choose containers, and search their logs together.</div>
      ) : (
        <Reading of={found}>
          {({ containers: scanned, matches, left }) => (
            <>
              <p className="quiet" role="status">
                {matches.length} entries from {scanned.length} containers
                {left > 0 ? `; ${left} older ones are left out` : ""}
                {scanned.some(({ more }) => more) ? "; there are older lines that were not looked at" : ""}
                {scanned.flatMap(({ name, error }) => (error === undefined ? [] : [`; ${name}: ${error}`]))}
              </p>
              <LogView
                label="Found lines"
                lines={matches.map((match, key) => ({
                  key,
                  stream: match.stream,
                  time: match.time,
                  from: match.container,
                  text: match.count > 1 ? `${match.text}  (${match.count} times)` : match.text,
                }))}
              />
            </>
          )}
        </Reading>
      )}
    </>
  );
}
