import { useState } from "react";
import { Actions } from "../../parts/act.tsx";
import type { Action } from "../../parts/call.tsx";
import { shortcutOf } from "../../parts/keys/in-force.ts";
import { useTouch } from "../../parts/use-touch.ts";
import { Deny } from "./deny.tsx";
import { Safer } from "./safer.tsx";
import { actOf } from "./sentence.ts";
import type { Approval } from "./shapes.ts";

/** What has to be typed before a yes to what can't be taken back; nothing for the rest. */
function typedFor({ risk, undo, targets, operation }: Approval): string | undefined {
  const lost = undo === null && (risk === "destroy" || risk === "host");
  return lost ? (targets[0]?.name ?? operation) : undefined;
}

/**
 * The answers to one call that waits. A yes is asked for a second time where a finger could slip, and what can't be taken back has to be
 * named.
 */
export function Answers({ approval }: { readonly approval: Approval }) {
  const { id, caller, offers } = approval;
  const touch = useTouch();
  const [over, setOver] = useState<"safer" | "deny">();
  const close = (): void => setOver(undefined);
  const act = actOf(approval);
  const typed = typedFor(approval);
  const again = (title: string, button: string): Pick<Action, "ask" | "tone"> => ({
    tone: title.includes("once") ? "primary" : "usual",
    ...(touch || typed !== undefined
      ? {
          ask: {
            title,
            text: (
              <p>
                {caller.name} may then {act}.{typed === undefined ? null : " That can't be taken back."}
              </p>
            ),
            act: button,
            ...(typed === undefined ? {} : { typed }),
          },
        }
      : {}),
  });
  const answers: Action[] = [
    {
      operation: "approval.approve",
      input: { id },
      hotkey: "approve",
      name: "Approve once",
      ...again("Approve this once?", "Yes, approve once"),
    },
    { operation: "approval.deny", input: { id }, hotkey: "deny", name: "Deny" },
    {
      operation: "approval.approve",
      input: { id, for: "30m" },
      name: "Approve for 30 minutes",
      ...again("Approve this for 30 minutes?", "Yes, for 30 minutes"),
    },
    {
      operation: "approval.deny",
      input: { id, freeze: true },
      name: "Deny and freeze",
      ask: {
        title: `Deny, and freeze ${caller.name}?`,
        text: <p>Its token becomes read-only until you lift that.</p>,
        act: `Deny and freeze ${caller.name}`,
      },
    },
  ];
  return (
    <div className="answers">
      <Actions of={answers} about="the answers" />
      {offers.length === 0 ? null : (
        <button type="button" data-act="safer" aria-keyshortcuts={shortcutOf("safer")} onClick={() => setOver("safer")}>
          Make it safer…
        </button>
      )}
      <button type="button" onClick={() => setOver("deny")}>
        Deny, and say why…
      </button>
      {over === "safer" ? <Safer approval={approval} onClose={close} /> : null}
      {over === "deny" ? <Deny approval={approval} onClose={close} /> : null}
    </div>
  );
}
