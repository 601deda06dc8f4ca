import { useRead } from "../connection/hooks.ts";
import { Act } from "./act.tsx";

interface FreezeView {
  readonly id: string;
  readonly reason: string;
}

/** Makes every token but an admin's read-only at once, and lifts that again. */
export function Freeze() {
  const freezes = useRead<{ freezes: readonly FreezeView[] }>("freeze.list");
  const [first] = freezes.data?.freezes ?? [];
  if (first !== undefined) {
    return (
      <span className="actions">
        <span className="state warn">
          <span aria-hidden="true">❄</span>frozen: {first.reason}
        </span>
        <Act operation="freeze.lift" input={{ id: first.id }}>
          Lift
        </Act>
      </span>
    );
  }
  return (
    <Act
      operation="freeze.create"
      input={{ reason: "Frozen from the dashboard" }}
      ask={{
        title: "Freeze all agents?",
        text: <p>Every token but an admin&apos;s becomes read-only and its running streams end, until you lift it.</p>,
        act: "Freeze agents",
      }}
    >
      Freeze agents
    </Act>
  );
}
