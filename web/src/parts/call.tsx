import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { socket } from "../connection/socket.ts";
import { Ask } from "./ask.tsx";
import { shortIds } from "./format.ts";
import type { KeyAct } from "./keys/acts.ts";
import { PolicyWords } from "./policy-words.tsx";
import { usePolicy } from "./preview.ts";
import { useToasts } from "./toasts.tsx";

/** One action that can be offered. */
export interface Action {
  readonly operation: string;
  readonly input: object;
  readonly name: ReactNode;
  /** What its single key does, which presses it while its row has the focus. */
  readonly hotkey?: KeyAct;
  /** The question before something is lost. */
  readonly ask?: { readonly title: string; readonly text: ReactNode; readonly act: string; readonly typed?: string };
  /** How its button is drawn; as one that loses something where it asks first, when absent. */
  readonly tone?: "primary" | "usual";
  /** Told what the call answered. */
  readonly then?: (value: unknown) => void;
}

interface Answer {
  readonly message?: string;
  readonly full_id?: string;
  readonly name?: string;
}

/** What was done, by the name of what it was done to: the page asks by ids. */
const told = ({ message = "Done", full_id: id, name }: Answer): string =>
  shortIds(id === undefined || name === undefined ? message : message.replaceAll(id, name));

/**
 * One call, ready to be made: what the policy says to it (asked once `look` was called), and `press`, which asks first where something
 * would be lost and tells what came of it.
 */
export function useCall({ operation, input, ask, tone, then }: Action, eager = false, asks = false) {
  const [asking, setAsking] = useState(asks);
  const [near, setNear] = useState(eager);
  const [pending, setPending] = useState(false);
  const client = useQueryClient();
  const toasts = useToasts();
  const says = usePolicy(operation, input, near);
  const run = async (): Promise<void> => {
    setAsking(false);
    setPending(true);
    try {
      const { value, receipt } = await socket.call<Answer>(operation, input);
      toasts.done(told(value), receipt);
      then?.(value);
    } catch (thrown) {
      toasts.failed(thrown);
    } finally {
      setPending(false);
      void client.invalidateQueries();
    }
  };
  return {
    effect: says.effect,
    says,
    pending,
    look: () => setNear(true),
    press: () => (ask === undefined ? void run() : setAsking(true)),
    question:
      asking && ask !== undefined ? (
        <Ask
          title={ask.title}
          act={ask.act}
          typed={ask.typed}
          tone={tone}
          onAct={() => void run()}
          onCancel={() => setAsking(false)}
        >
          {ask.text}
          {says.words === undefined ? null : (
            <p className="quiet">
              <PolicyWords {...{ says, operation, input }} onFollow={() => setAsking(false)} />
            </p>
          )}
        </Ask>
      ) : null,
  };
}
