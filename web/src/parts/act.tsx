import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useChange } from "../connection/hooks.ts";
import { asProblem } from "../connection/problem.ts";
import { socket } from "../connection/socket.ts";
import { shortIds } from "./format.ts";
import { Ask } from "./ask.tsx";
import { useToasts } from "./toasts.tsx";

/** What the policy says to a call before it is made. */
function usePreview(operation: string, input: object, enabled: boolean) {
  return useQuery({
    queryKey: ["preview", operation, input],
    queryFn: () => socket.preview(operation, input),
    enabled,
    staleTime: 30_000,
  });
}

/**
 * A button that makes one call. It says what the policy says before it is pressed: what is denied is off, with the rule; what a person
 * has to approve says so. What can't be undone asks first.
 */
export function Act({
  operation,
  input,
  children,
  ask,
  then,
}: {
  readonly operation: string;
  readonly input: object;
  readonly children: ReactNode;
  /** The question before something is lost. */
  readonly ask?: { readonly title: string; readonly text: ReactNode; readonly act: string };
  readonly then?: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const [near, setNear] = useState(false);
  const change = useChange<{ message?: string }>(operation);
  const toasts = useToasts();
  const preview = usePreview(operation, input, near);
  const decision = preview.data?.decision;
  const problem = preview.error === null ? undefined : asProblem(preview.error);
  const denied = decision?.effect === "deny" || problem?.code === "PROTECTED";
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
      then?.();
    } catch (thrown) {
      toasts.failed(thrown);
    }
  };
  return (
    <>
      <button
        type="button"
        className={ask === undefined ? undefined : "danger"}
        disabled={denied || change.isPending}
        title={says}
        aria-busy={change.isPending}
        onPointerEnter={() => setNear(true)}
        onFocus={() => setNear(true)}
        onClick={() => (ask === undefined ? void run() : setAsking(true))}
      >
        {children}
        {decision?.effect === "ask" ? " (asks)" : null}
      </button>
      {asking && ask !== undefined ? (
        <Ask title={ask.title} act={ask.act} onAct={() => void run()} onCancel={() => setAsking(false)}>
          {ask.text}
          {says === undefined ? null : <p className="quiet">{says}</p>}
        </Ask>
      ) : null}
    </>
  );
}
