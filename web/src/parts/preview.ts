import { useQuery } from "@tanstack/react-query";
import { asProblem } from "../connection/problem.ts";
import { socket } from "../connection/socket.ts";

/** What the policy says to a call before it is made. */
export interface Says {
  /** True when it would be refused, so that asking is of no use. */
  readonly denied: boolean;
  readonly asks: boolean;
  /** In words; nothing while it isn't known. */
  readonly words: string | undefined;
}

/** What the policy says to a call, for what is no plain button. */
export function usePolicy(operation: string, input: object, enabled = true): Says {
  const { data, error } = useQuery({
    queryKey: ["preview", operation, input],
    queryFn: () => socket.preview(operation, input),
    enabled,
    staleTime: 30_000,
  });
  const decision = data?.decision;
  if (decision === undefined)
    return { denied: error !== null, asks: false, words: error === null ? undefined : asProblem(error).detail };
  const word = { allow: "Allowed", ask: "A person has to approve this", deny: "Denied" }[decision.effect];
  return {
    denied: decision.effect === "deny",
    asks: decision.effect === "ask",
    words: `${word} by ${decision.rule}. ${decision.reason}`,
  };
}
