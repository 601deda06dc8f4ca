import { Link } from "wouter";
import { useMe } from "../connection/me.ts";
import { usePolicy } from "./preview.ts";

/** What a rule has decided. */
export interface Ruled {
  readonly rule: string;
  readonly operation: string;
  /** The caller's role; that of whoever is signed in when absent. */
  readonly role?: string | undefined;
  /** Name of what it was asked on. */
  readonly target?: string | undefined;
}

/** The name of the rule that decided, and the way to where the policy shows it, for whoever may see the policy. */
export function RuleLink({ rule, operation, role, target, onFollow }: Ruled & { readonly onFollow?: () => void }) {
  const me = useMe();
  const { effect } = usePolicy("policy.inspect", {});
  if (effect !== "allow") return <>{rule}</>;
  const question = new URLSearchParams({ as: role ?? me.role, operation, ...(target === undefined ? {} : { target }) });
  return (
    <Link
      href={`/policy?${question.toString()}`}
      title="Where the policy says so, and what would change it"
      onClick={onFollow}
    >
      {rule}
    </Link>
  );
}
