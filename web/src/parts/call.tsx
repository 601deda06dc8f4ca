import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useChange } from "../connection/hooks.ts";
import { asProblem } from "../connection/problem.ts";
import { socket } from "../connection/socket.ts";
import { Ask } from "./ask.tsx";
import { shortIds } from "./format.ts";
import { useToasts } from "./toasts.tsx";

/** One action that can be offered. */
export interface Action {
  readonly operation: string;
  readonly input: object;
  readonly name: ReactNode;
  /** The single key that presses it while its row has the focus. */
  readonly hotkey?: string;
  /** The question before something is lost. */
  readonly ask?: { readonly title: string; readonly text: ReactNode; readonly act: string };
  /** Told what the call answered. */
  readonly then?: (value: unknown) => void;
}

/** What the policy says to a call before it is made. */
export function usePreview(operation: string, input: object, enabled: boolean) {
  return useQuery({
    queryKey: ["preview", operation, input],
    queryFn: () => socket.preview(operation, input),
    enabled,
    staleTime: 30_000,
  });
}

/**
 * One call, ready to be made: what the policy says to it (asked once `look` was called), and `press`, which asks first where something
 * would be lost and tells what came of it.
 */
export function useCall({ operation, input, ask, then }: Action, eager = false, asks = false) {
  const [asking, setAsking] = useState(asks);
  const [near, setNear] = useState(eager);
  const change = useChange<{ message?: string }>(operation);
  const toasts = useToasts();
  const preview = usePreview(operation, input, near);
  const decision = preview.data?.decision;
  const problem = preview.error === null ? undefined : asProblem(preview.error);
  const says =
    decision === undefined
      ? problem?.detail
      : { allow: "Allowed", ask: "A person has to approve this", deny: "Denied" }[decision.effect] +
        ` by ${decision.rule}. ${decision.reason}`;
  const run = async (): Promise<void> => {
    setAsking(false);
    try {
      // Awaited, not called back: the row may have been drawn anew, with another button, before the answer comes.
      const { value, receipt } = await change.mutateAsync(input);
      toasts.done(shortIds(value.message ?? "Done"), receipt);
      then?.(value);
    } catch (thrown) {
      toasts.failed(thrown);
    }
  };
  return {
    effect: problem?.code === "PROTECTED" ? ("deny" as const) : decision?.effect,
    says,
    pending: change.isPending,
    look: () => setNear(true),
    press: () => (ask === undefined ? void run() : setAsking(true)),
    question:
      asking && ask !== undefined ? (
        <Ask title={ask.title} act={ask.act} onAct={() => void run()} onCancel={() => setAsking(false)}>
          {ask.text}
          {says === undefined ? null : <p className="quiet">{says}</p>}
        </Ask>
      ) : null,
  };
}
