import { QueryObserver, queryOptions, useQueryClient, type QueryObserverResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { asProblem, type Problem } from "../connection/problem.ts";
import { socket, type Preview } from "../connection/socket.ts";

/** What the policy says to a call before it is made. */
export interface Says {
  /** What it decides; nothing while it isn't known, or where the call can't be judged. */
  readonly effect: "allow" | "ask" | "deny" | undefined;
  readonly rule: string | undefined;
  readonly reason: string | undefined;
  /** True when it would be refused, so that asking is of no use. */
  readonly denied: boolean;
  readonly asks: boolean;
  /** In words; nothing while it isn't known. */
  readonly words: string | undefined;
  /** Why it can't be judged, such as an object that is gone. */
  readonly problem: Problem | undefined;
}

/** What an effect is called in a sentence, before "by" and its rule. */
export const effectWords = { allow: "Allowed", ask: "A person has to approve this", deny: "Denied" } as const;

/** The question to the policy about one call, for all who ask it. */
export const previewOf = (operation: string, input: object) =>
  queryOptions({
    queryKey: ["preview", operation, input],
    queryFn: () => socket.preview(operation, input),
    staleTime: 30_000,
  });

/** The answer to that question, which costs nothing until it is asked: a list has a hundred buttons that nobody goes near. */
function usePreview(operation: string, input: object, enabled: boolean): Partial<QueryObserverResult<Preview>> {
  const client = useQueryClient();
  const asked = JSON.stringify(input);
  const key = `${operation} ${asked}`;
  const [said, setSaid] = useState<{ readonly key: string; readonly result: QueryObserverResult<Preview> }>();
  useEffect(() => {
    if (!enabled) return undefined;
    const observer = new QueryObserver(client, previewOf(operation, JSON.parse(asked) as object));
    const tell = (result: QueryObserverResult<Preview>): void => setSaid({ key, result });
    const stop = observer.subscribe(tell);
    tell(observer.getCurrentResult());
    return stop;
  }, [client, operation, asked, enabled, key]);
  // What was said to another call says nothing to this one.
  return said?.key === key ? said.result : {};
}

/** What the policy says to a call. */
export function usePolicy(operation: string, input: object, enabled = true): Says {
  const { data, error = null } = usePreview(operation, input, enabled);
  const decision = data?.decision;
  if (decision === undefined) {
    const problem = error === null ? undefined : asProblem(error);
    const effect = problem?.code === "PROTECTED" ? "deny" : undefined;
    return {
      effect,
      rule: problem?.rule,
      reason: undefined,
      denied: error !== null,
      asks: false,
      words: problem?.detail,
      problem,
    };
  }
  const { effect, rule, reason } = decision;
  return {
    ...{ effect, rule, reason, problem: undefined },
    denied: effect === "deny",
    asks: effect === "ask",
    words: `${effectWords[effect]} by ${rule}. ${reason}`,
  };
}
