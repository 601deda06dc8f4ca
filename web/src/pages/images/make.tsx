import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { asProblem, type Problem } from "../../connection/problem.ts";
import { bytes } from "../../parts/format.ts";
import { plain } from "../../parts/plain.ts";
import { ProblemNote } from "../../parts/problem-words.tsx";
import { useToasts } from "../../parts/toasts.tsx";
import { advance, fetched, nothing, type Progress, type Step } from "./progress.ts";

/** What a call that makes an image tells while it runs. */
export interface Told {
  readonly items: (items: readonly unknown[]) => void;
  readonly end: (value: unknown, error?: Error) => void;
  /** The part of what is sent that has gone. */
  readonly sent: (part: number) => void;
}

/** A call that makes an image, from its start to its end or until it is given up. */
export interface Making {
  readonly runs: boolean;
  readonly progress: Progress | undefined;
  readonly problem: Problem | undefined;
  readonly sent: number | undefined;
  /** What it came to, once it went well. */
  readonly done: string | undefined;
  /** Starts it; `launch` makes the call and gives the way to break it off. */
  readonly start: (launch: (told: Told) => () => void) => void;
  readonly giveUp: () => void;
}

/** Follows a call that makes an image; it ends with the page. */
export function useMaking(): Making {
  const toasts = useToasts();
  const client = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState<Problem>();
  const [sent, setSent] = useState<number>();
  const [done, setDone] = useState<string>();
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  return {
    ...{ progress, problem, sent, done },
    runs: progress !== undefined && problem === undefined && done === undefined,
    start: (launch) => {
      setProgress(nothing);
      setProblem(undefined);
      setSent(undefined);
      setDone(undefined);
      stop.current = launch({
        items: (items) => setProgress((old = nothing) => (items as readonly Step[]).reduce(advance, old)),
        sent: setSent,
        end: (value, error) => {
          stop.current = undefined;
          void client.invalidateQueries();
          if (error !== undefined) {
            setProblem(asProblem(error));
            return;
          }
          const { message } = value as { message: string };
          setDone(message);
          toasts.done(message);
        },
      });
    },
    giveUp: () => {
      stop.current?.();
      stop.current = undefined;
      setProgress(undefined);
    },
  };
}

/** How far it is: a bar where the engine has said how much there is, and its words. */
function Bar({ of, sent }: { readonly of: Progress; readonly sent: number | undefined }) {
  const { done, total, step, layers, last } = of;
  const sending = sent !== undefined && sent < 1;
  const [value, max] = sending ? [sent, 1] : (step ?? [done, total]);
  const words = sending
    ? `${Math.floor(sent * 100)} % sent`
    : step !== undefined
      ? `step ${step[0]} of ${step[1]}`
      : layers.size > 0
        ? `${fetched(of)} of ${layers.size} layers are there${total > 0 ? `, ${bytes(done)} of ${bytes(total)} known so far` : ""}`
        : "waiting for the engine";
  return (
    <div>
      <progress {...(max > 0 ? { value, max } : {})} aria-label={words} />
      <p className="quiet">
        {words}
        {last === "" ? "" : ` · ${plain(last)}`}
      </p>
    </div>
  );
}

/** How far it is, what went wrong, and what the builder says. */
export function MakingWords({
  of: { runs, progress, problem, sent, done },
  log,
}: {
  readonly of: Making;
  readonly log: boolean;
}) {
  return (
    <>
      {progress === undefined || !runs ? null : <Bar of={progress} sent={sent} />}
      {done === undefined ? null : <p className="state good">✔ {done}</p>}
      {problem === undefined ? null : <ProblemNote of={problem} />}
      {progress === undefined || !log || progress.lines.length === 0 ? null : (
        <pre className="answer" tabIndex={0} aria-label="What the builder says">
          {progress.lines.map((line) => plain(line)).join("\n")}
        </pre>
      )}
    </>
  );
}
