import type { ReactNode } from "react";
import { ActionMenu } from "./action-menu.tsx";
import { useCall, type Action } from "./call.tsx";
import { shortcutOf } from "./keys/in-force.ts";

/**
 * A button that makes one call. It says what the policy says before it is pressed: what is denied is off, with the rule; what a person
 * has to approve says so. What can't be undone asks first.
 */
function ActButton({ action }: { readonly action: Action }) {
  const call = useCall(action);
  const shortcut = shortcutOf(action.hotkey);
  return (
    <>
      <button
        type="button"
        className={action.tone ?? (action.ask === undefined ? undefined : "danger")}
        disabled={call.effect === "deny" || call.pending}
        title={call.says.words}
        aria-busy={call.pending}
        data-act={action.hotkey}
        aria-keyshortcuts={shortcut}
        onPointerEnter={call.look}
        onFocus={call.look}
        onClick={call.press}
      >
        {action.name}
        {call.effect === "ask" ? " (asks)" : null}
      </button>
      {call.question}
    </>
  );
}

/** Several actions on one thing, with a menu that tells of each what the policy says and how else it can be asked for. */
export function Actions({
  of,
  about,
  more = [],
}: {
  readonly of: readonly Action[];
  /** What they act on, for the menu's name. */
  readonly about: string;
  /** Actions that stand in the menu only. */
  readonly more?: readonly Action[];
}) {
  return (
    <span className="actions">
      {of.map((action) => (
        <ActButton key={action.operation + JSON.stringify(action.input)} action={action} />
      ))}
      <ActionMenu actions={[...of, ...more]} about={about} />
    </span>
  );
}

/** One action with its menu. */
export function Act({ children, ...action }: Omit<Action, "name"> & { readonly children: ReactNode }) {
  const whole = { ...action, name: children };
  return (
    <span className="act">
      <ActButton action={whole} />
      <ActionMenu actions={[whole]} about="this" />
    </span>
  );
}
