import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { pageHeaders } from "../../connection/page-key.ts";
import type { ContainerRow } from "../shapes.ts";
import { Modal } from "../../parts/modal.tsx";
import { usePolicy } from "../../parts/preview.ts";
import { StateWord } from "../../parts/state-word.tsx";
import { choose, type Choice, type OperationView } from "./choices.ts";
import { ownSettings } from "./own-settings.ts";
import { OperationForm } from "./operation-form.tsx";

/** What the policy says to an operation whose input is complete. */
function Outcome({ choice }: { readonly choice: Extract<Choice, { kind: "operation" }> }) {
  const { operation, input } = choice;
  const complete = operation.required.every((name) => input[name] !== undefined);
  const { effect, rule } = usePolicy(operation.id, input, complete);
  if (effect === undefined) return <span className="quiet">{operation.risk}</span>;
  const [word, look] = { allow: ["allowed", "good"], ask: ["asks", "warn"], deny: ["denied", "bad"] }[effect] as [
    string,
    string,
  ];
  return (
    <span className={look} title={rule}>
      {word}
    </span>
  );
}

function Line({ choice }: { readonly choice: Choice }) {
  if (choice.kind === "page") return <span>Go to {choice.name}</span>;
  if (choice.kind === "setting") return <span>{choice.name}</span>;
  if (choice.kind === "container") {
    return (
      <>
        <span className="grow">{choice.name}</span>
        <StateWord state={choice.container.status} />
      </>
    );
  }
  return (
    <>
      <span className="grow">
        {choice.on === undefined ? <code>{choice.name}</code> : choice.name}{" "}
        <span className="quiet">{choice.on === undefined ? choice.operation.summary : ""}</span>
      </span>
      <Outcome choice={choice} />
    </>
  );
}

/** Finds a page, a container or an operation, and goes there or asks for it. */
export default function Palette({
  pages,
  onClose,
}: {
  readonly pages: readonly { readonly name: string; readonly path: string }[];
  readonly onClose: () => void;
}) {
  const [, go] = useLocation();
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [form, setForm] = useState<Extract<Choice, { kind: "operation" }>>();
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const operations = useQuery({
    queryKey: ["operations"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const answer = await fetch("/ui/operations", { headers: pageHeaders() });
      return ((await answer.json()) as { operations: readonly OperationView[] }).operations;
    },
  });
  const choices = useMemo(
    () => choose(text, pages, containers.data?.containers ?? [], operations.data ?? [], ownSettings()),
    [text, pages, containers.data, operations.data],
  );
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const take = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    if (choice.kind === "operation") {
      setForm(choice);
      return;
    }
    onClose();
    if (choice.kind === "setting") return choice.set();
    go(choice.kind === "page" ? choice.path : `/containers/${choice.container.full_id}`);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt(Math.max(0, Math.min(choices.length - 1, at + step)));
    else if (event.key === "Enter") take(choices[at]);
    else return;
    event.preventDefault();
  };
  if (form !== undefined) {
    return (
      <Modal
        title={form.on === undefined ? form.operation.id : `${form.operation.id} ${form.on}`}
        onClose={onClose}
        className="broad"
      >
        <OperationForm operation={form.operation} input={form.input} onClose={onClose} />
      </Modal>
    );
  }
  const chosen = choices[at];
  return (
    <Modal title="Find" onClose={onClose} className="broad palette">
      <input
        type="text"
        role="combobox"
        autoFocus
        autoComplete="off"
        aria-label="Find a page, a container, an operation or a setting"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${at}`}
        placeholder="restart web · logs · image.pull"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul role="listbox" id={`${id}-list`} aria-label="Found" ref={list}>
        {choices.map((choice, index) => (
          <li
            key={choice.kind + choice.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => take(choice)}
            onPointerMove={() => setAt(index)}
          >
            <Line choice={choice} />
          </li>
        ))}
      </ul>
      <p className="quiet" role="status">
        {choices.length === 0 ? "Nothing fits." : ""}
      </p>
    </Modal>
  );
}
