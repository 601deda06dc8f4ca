import { useRead } from "../connection/hooks.ts";
import { Act } from "./act.tsx";
import { useCall, type Action } from "./call.tsx";

interface FreezeView {
  readonly id: string;
  readonly reason: string;
}

const freeze: Action = {
  operation: "freeze.create",
  input: { reason: "Frozen from the dashboard" },
  name: "Freeze agents",
  ask: {
    title: "Freeze all agents?",
    text: <p>Every token but an admin&apos;s becomes read-only and its running streams end, until you lift it.</p>,
    act: "Freeze agents",
  },
};

function Brief({ action, word }: { readonly action: Action; readonly word: string }) {
  const call = useCall(action);
  return (
    <>
      <button type="button" disabled={call.effect === "deny" || call.pending} onFocus={call.look} onClick={call.press}>
        {word}
      </button>
      {call.question}
    </>
  );
}

/** Makes every token but an admin's read-only at once, and lifts that again; `brief` is one short button. */
export function Freeze({ brief = false }: { readonly brief?: boolean }) {
  const freezes = useRead<{ freezes: readonly FreezeView[] }>("freeze.list");
  const [first] = freezes.data?.freezes ?? [];
  if (first !== undefined) {
    const lift = { operation: "freeze.lift", input: { id: first.id } };
    if (brief) return <Brief action={{ ...lift, name: "Lift the freeze" }} word="Lift ❄" />;
    return (
      <span className="actions">
        <span className="state warn">
          <span aria-hidden="true">❄</span>frozen: {first.reason}
        </span>
        <Act {...lift}>Lift</Act>
      </span>
    );
  }
  if (brief) return <Brief action={freeze} word="Freeze" />;
  const { name, ...rest } = freeze;
  return <Act {...rest}>{name}</Act>;
}
