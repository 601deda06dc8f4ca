import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { asProblem, type Problem } from "../../connection/problem.ts";
import { socket } from "../../connection/socket.ts";
import { ActionMenu } from "../../parts/action-menu.tsx";
import { bytes } from "../../parts/format.ts";
import { plain } from "../../parts/plain.ts";
import { useToasts } from "../../parts/toasts.tsx";
import { advance, fetched, nothing, type Progress, type Step } from "./progress.ts";

/** How far it is: a bar where the engine has said how much there is, and its words. */
function Bar({ of }: { readonly of: Progress }) {
  const { done, total, step, layers, last } = of;
  const [value, max] = step ?? [done, total];
  const words =
    step !== undefined
      ? `step ${step[0]} of ${step[1]}`
      : layers.size > 0
        ? `${fetched(of)} of ${layers.size} layers are there${total > 0 ? `, ${bytes(done)} of ${bytes(total)} known so far` : ""}`
        : "waiting for the engine";
  return (
    <div>
      <progress {...(max > 0 ? { value, max } : {})} aria-label={words} />
      <p className="quiet">
        {words} · {plain(last)}
      </p>
    </div>
  );
}

/** A form that makes an image, and tells how far it is; the call ends when it is given up. */
function Make({
  operation,
  field,
  label,
  placeholder,
  act,
  extra,
}: {
  readonly operation: "image.pull" | "image.build";
  readonly field: string;
  readonly label: string;
  readonly placeholder: string;
  readonly act: string;
  /** A second field that may stay empty. */
  readonly extra?: { readonly field: string; readonly label: string; readonly placeholder: string };
}) {
  const toasts = useToasts();
  const client = useQueryClient();
  const [main, setMain] = useState("");
  const [second, setSecond] = useState("");
  const [progress, setProgress] = useState<Progress>();
  const [problem, setProblem] = useState<Problem>();
  const stop = useRef<() => void>(undefined);
  const input = { [field]: main, ...(extra === undefined || second === "" ? {} : { [extra.field]: second }) };
  useEffect(() => () => stop.current?.(), []);
  const start = (event: FormEvent): void => {
    event.preventDefault();
    setProgress(nothing);
    setProblem(undefined);
    const { end } = socket.open(operation, input, {
      items: (items) => setProgress((old = nothing) => (items as readonly Step[]).reduce(advance, old)),
      end: (value, error) => {
        stop.current = undefined;
        void client.invalidateQueries();
        if (error === undefined) {
          setProgress(undefined);
          toasts.done((value as { message: string }).message);
        } else setProblem(asProblem(error));
      },
    });
    stop.current = end;
  };
  const runs = progress !== undefined && problem === undefined;
  return (
    <form className="card stacked" onSubmit={start} aria-label={act}>
      <div className="actions">
        <label>
          {label}{" "}
          <input required value={main} placeholder={placeholder} onChange={(event) => setMain(event.target.value)} />
        </label>
        {extra === undefined ? null : (
          <label>
            {extra.label}{" "}
            <input value={second} placeholder={extra.placeholder} onChange={(event) => setSecond(event.target.value)} />
          </label>
        )}
        <button type="submit" className="primary" disabled={runs}>
          {act}
        </button>
        {runs ? (
          <button
            type="button"
            onClick={() => {
              stop.current?.();
              setProgress(undefined);
            }}
          >
            Give up
          </button>
        ) : null}
        {main === "" ? null : <ActionMenu actions={[{ operation, input, name: act }]} about={act.toLowerCase()} />}
      </div>
      {progress === undefined ? null : <Bar of={progress} />}
      {problem === undefined ? null : (
        <div className="note bad" role="alert">
          <p>{problem.detail}</p>
          <p className="quiet">{problem.next}</p>
        </div>
      )}
      {progress === undefined || operation === "image.pull" ? null : (
        <pre className="answer" tabIndex={0} aria-label="What the builder says">
          {progress.lines.map((line) => plain(line)).join("\n")}
        </pre>
      )}
    </form>
  );
}

/** Pulls an image. */
export const Pull = () => (
  <Make operation="image.pull" field="image" label="Pull" placeholder="postgres:17" act="Pull image" />
);

/** Builds an image from a project's directory on the server. */
export const Build = () => (
  <Make
    operation="image.build"
    field="project"
    label="Build the project"
    placeholder="a directory in a project root"
    act="Build image"
    extra={{ field: "tag", label: "as", placeholder: "web:1" }}
  />
);
