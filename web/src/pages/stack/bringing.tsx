import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "../../connection/problem.ts";
import { socket } from "../../connection/socket.ts";
import { plain } from "../../parts/plain.ts";
import { ProblemNote } from "../../parts/problem-words.tsx";
import { useToasts } from "../../parts/toasts.tsx";

/** What is told while a stack changes. */
interface Told {
  readonly service?: string;
  readonly action: string;
  readonly kind: string;
  readonly name: string;
  readonly state: "doing" | "done";
  readonly message?: string;
  readonly done?: number;
  readonly total?: number;
}

/** A stack on its way, from the start of the call to its end. */
export interface Bringing {
  readonly runs: boolean;
  /** The newest that was told of each step, in the order in which they began. */
  readonly steps: readonly Told[];
  readonly problem: Problem | undefined;
  readonly done: string | undefined;
  readonly start: (operation: string, input: object) => void;
  readonly giveUp: () => void;
}

const keyOf = ({ action, kind, name, service }: Told): string => `${action} ${kind} ${name} ${service ?? ""}`;

const put = (steps: readonly Told[], told: Told): readonly Told[] => {
  const at = steps.findIndex((one) => keyOf(one) === keyOf(told));
  return at < 0 ? [...steps, told] : steps.with(at, told);
};

/** Follows a call that brings a stack up or takes it down; it ends with the page. */
export function useBringing(): Bringing {
  const toasts = useToasts();
  const client = useQueryClient();
  const [runs, setRuns] = useState(false);
  const [steps, setSteps] = useState<readonly Told[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const [done, setDone] = useState<string>();
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const over = (): void => {
    stop.current = undefined;
    setRuns(false);
    void client.invalidateQueries();
  };
  return {
    ...{ runs, steps, problem, done },
    start: (operation, input) => {
      setRuns(true);
      setSteps([]);
      setProblem(undefined);
      setDone(undefined);
      stop.current = socket.open(operation, input, {
        items: (items) => setSteps((before) => (items as readonly Told[]).reduce(put, before)),
        end: (value, error) => {
          over();
          if (error !== undefined) {
            setProblem(asProblem(error));
            return;
          }
          const { message } = value as { message: string };
          setDone(message);
          toasts.done(message);
        },
      }).end;
    },
    giveUp: () => {
      stop.current?.();
      over();
    },
  };
}

/** How it goes, service by service, and what came of it. */
export function Bringing({ of: { runs, steps, problem, done, giveUp } }: { readonly of: Bringing }) {
  const services = [...new Set(steps.map(({ service }) => service ?? ""))];
  return (
    <>
      {steps.length === 0 && !runs ? null : (
        <section className="card stacked" aria-label="How it goes" aria-busy={runs}>
          {services.map((service) => (
            <div key={service}>
              <h3>{service === "" ? "Networks and volumes" : service}</h3>
              <ul className="steps">
                {steps
                  .filter((one) => (one.service ?? "") === service)
                  .map((one) => (
                    <Line key={keyOf(one)} of={one} runs={runs} />
                  ))}
              </ul>
            </div>
          ))}
          {runs ? (
            <div className="actions">
              <button type="button" onClick={giveUp}>
                Give up
              </button>
              <span className="quiet">What is done stays, and each step can be undone by itself.</span>
            </div>
          ) : null}
        </section>
      )}
      <div role="status">
        {done === undefined ? null : <p className="good">✔ {done}</p>}
        {problem === undefined ? null : <ProblemNote of={problem} />}
      </div>
    </>
  );
}

function Line({
  of: { action, kind, name, state, message, done, total },
  runs,
}: {
  readonly of: Told;
  readonly runs: boolean;
}) {
  const colour = state === "done" ? "good" : runs ? "warn" : "bad";
  return (
    <li>
      <span className={`state ${colour}`}>
        <span aria-hidden="true">{state === "done" ? "✔" : runs ? "…" : "✖"}</span>
        {action}
      </span>{" "}
      {kind} <span className="mono">{name}</span>
      {state === "done" || message === undefined ? null : <span className="quiet"> {plain(message)}</span>}
      {state === "done" || total === undefined || total === 0 ? null : (
        <progress value={done ?? 0} max={total} aria-label={`${name}: ${done ?? 0} of ${total} bytes`} />
      )}
    </li>
  );
}
