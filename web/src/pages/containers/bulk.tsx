import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "../../connection/problem.ts";
import { socket, type Receipt } from "../../connection/socket.ts";
import { Modal } from "../../parts/modal.tsx";
import { previewOf } from "../../parts/preview.ts";
import { useToasts } from "../../parts/toasts.tsx";
import type { ContainerRow } from "../shapes.ts";

/** What can be done to many. */
export const bulkActs = [
  { operation: "container.start", name: "Start", done: "started" },
  { operation: "container.stop", name: "Stop", done: "stopped" },
  { operation: "container.restart", name: "Restart", done: "restarted" },
  { operation: "container.pause", name: "Pause", done: "paused" },
  { operation: "container.unpause", name: "Unpause", done: "unpaused" },
  { operation: "container.remove", name: "Remove", done: "moved to the trash" },
] as const;
export type BulkAct = (typeof bulkActs)[number];

type Result = { readonly ok: true; readonly receipt?: Receipt } | { readonly ok: false; readonly text: string };

const inputOf = (act: BulkAct, { full_id: id, status }: ContainerRow): object =>
  act.operation === "container.remove" ? { id, force: status === "running" || status === "paused" } : { id };

/** Shows what the policy says to each of the chosen, does what is left of it one by one, and says of each what came of it. */
export function Bulk({
  act,
  rows,
  onEnd,
}: {
  readonly act: BulkAct;
  readonly rows: readonly ContainerRow[];
  readonly onEnd: () => void;
}) {
  const client = useQueryClient();
  const toasts = useToasts();
  // What is shown here stays, also when a container goes away in between.
  const [all] = useState(rows);
  const [results, setResults] = useState<ReadonlyMap<string, Result | "running">>(new Map());
  const [state, setState] = useState<"before" | "running" | "after">("before");
  const previews = useQueries({
    queries: all.map((row) => previewOf(act.operation, inputOf(act, row))),
  });
  const decided = all.map((row, index) => {
    const { data, error } = previews[index] ?? {};
    const problem = error === null || error === undefined ? undefined : asProblem(error);
    return {
      row,
      effect: problem === undefined ? data?.decision.effect : ("deny" as const),
      rule: data?.decision.rule,
      problem,
    };
  });
  const willing = decided.filter(({ effect }) => effect !== "deny");
  const set = (id: string, result: Result | "running"): void => setResults((old) => new Map(old).set(id, result));

  const run = async (): Promise<void> => {
    setState("running");
    for (const { row } of willing) {
      set(row.full_id, "running");
      try {
        const { receipt } = await socket.call(act.operation, inputOf(act, row));
        set(row.full_id, { ok: true, ...(receipt === undefined ? {} : { receipt }) });
      } catch (thrown) {
        set(row.full_id, { ok: false, text: asProblem(thrown).detail });
      }
    }
    setState("after");
    void client.invalidateQueries();
  };
  const undo = async (row: ContainerRow, receipt: Receipt): Promise<void> => {
    try {
      const { value } = await socket.call<{ message: string }>("undo.run", { record: receipt.record });
      set(row.full_id, { ok: false, text: `Taken back: ${value.message}` });
    } catch (thrown) {
      toasts.failed(thrown);
    }
    void client.invalidateQueries();
  };
  const done = [...results.values()].filter((one) => one !== "running");
  return (
    <Modal title={`${act.name} ${all.length} containers`} onClose={onEnd} alert={act.operation === "container.remove"}>
      <progress
        value={done.length}
        max={Math.max(1, willing.length)}
        aria-label={`${done.length} of ${willing.length} done`}
      />
      <ul className="results">
        {decided.map(({ row, effect, rule, problem }) => {
          const result = results.get(row.full_id);
          return (
            <li key={row.full_id}>
              <strong>{row.name}</strong> {result === "running" ? <span className="warn">… at it</span> : null}
              {result === undefined ? (
                <span className={effect === "deny" ? "bad" : effect === "ask" ? "warn" : "quiet"}>
                  {problem?.detail ??
                    (effect === undefined
                      ? "asking the policy"
                      : `${{ allow: "allowed", ask: "a person has to approve it", deny: "denied" }[effect]} by ${rule}`)}
                </span>
              ) : null}
              {typeof result === "object" && result.ok ? <span className="good">✔ {act.done}</span> : null}
              {typeof result === "object" && !result.ok ? <span className="bad">{result.text}</span> : null}
              {typeof result === "object" && result.ok && result.receipt?.undoable === true ? (
                <button type="button" onClick={() => void undo(row, result.receipt as Receipt)}>
                  Undo
                </button>
              ) : null}
            </li>
          );
        })}
      </ul>
      <div className="actions end">
        <button type="button" autoFocus onClick={onEnd} disabled={state === "running"}>
          {state === "after" ? "Close" : "Cancel"}
        </button>
        {state === "before" ? (
          <button
            type="button"
            className={act.operation === "container.remove" ? "danger" : "primary"}
            disabled={willing.length === 0}
            onClick={() => void run()}
          >
            {act.name} {willing.length}
          </button>
        ) : null}
      </div>
    </Modal>
  );
}
