import { Link } from "wouter";
import type { Different } from "./shapes.ts";

const signs: Readonly<Record<string, string>> = {
  added: "+",
  removed: "−",
  started: "▶",
  stopped: "■",
  restarted: "↻",
  paused: "⏸",
  unpaused: "▶",
};

/** What is otherwise on the host, object by object; what has just changed is marked. */
export function Difference({
  of,
  touched,
}: {
  readonly of: readonly Different[];
  /** The ids of what the call that is looked at has touched. */
  readonly touched?: ReadonlySet<string>;
}) {
  if (of.length === 0) return <p className="quiet">Nothing.</p>;
  return (
    <ul className="results">
      {of.map(({ kind, id, change, summary }) => (
        <li key={kind + id} className={touched?.has(id) === true ? "touched" : undefined}>
          <span aria-hidden="true" className="sign">
            {signs[change] ?? "~"}
          </span>{" "}
          {kind === "container" && change !== "removed" ? <Link href={`/containers/${id}`}>{summary}</Link> : summary}
          {touched?.has(id) === true ? <span className="quiet"> by this call</span> : null}
        </li>
      ))}
    </ul>
  );
}
