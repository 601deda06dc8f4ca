import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { apiCall, copy, dockerCommand } from "./call-words.ts";
import { useCall, type Action } from "./call.tsx";
import { shortcutOf } from "./keys/in-force.ts";
import { PolicyWords } from "./policy-words.tsx";
import { Popover } from "./popover.tsx";
import { useToasts } from "./toasts.tsx";

/** The question of an action that was chosen in the menu: outside of it, since a dialog closes what stands over the page. */
function Asked({ action, onEnd }: { readonly action: Action; readonly onEnd: () => void }) {
  const call = useCall(action, true, true);
  const over = call.question === null && !call.pending;
  useEffect(() => {
    if (over) onEnd();
  }, [over, onEnd]);
  return call.question;
}

function Line({
  action,
  onDone,
  onAsk,
}: {
  readonly action: Action;
  readonly onDone: () => void;
  readonly onAsk: () => void;
}) {
  const call = useCall(action, true);
  const toasts = useToasts();
  const { operation, input } = action;
  const shortcut = shortcutOf(action.hotkey);
  const docker = useQuery({
    queryKey: ["docker command", operation, input],
    queryFn: async () => (await dockerCommand(operation, input)) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const put = async (text: string): Promise<void> => {
    const copied = await copy(text);
    toasts.done(copied ? `Copied: ${text}` : `This browser lets the page copy nothing. Copy it here: ${text}`);
    onDone();
  };
  return (
    <li>
      <div className="actions">
        <button
          type="button"
          className={action.ask === undefined ? undefined : "danger"}
          disabled={call.effect === "deny" || call.pending}
          onClick={action.ask === undefined ? call.press : onAsk}
        >
          {action.name}
          {shortcut === undefined ? null : <kbd>{shortcut}</kbd>}
        </button>
        <button
          type="button"
          disabled={typeof docker.data !== "string"}
          title={docker.data ?? "Docker's own command has no such thing."}
          onClick={() => void put(docker.data ?? "")}
        >
          Copy as docker command
        </button>
        <button type="button" onClick={() => void apiCall(operation, input).then(put, toasts.failed)}>
          Copy as API call
        </button>
      </div>
      <p className={call.effect === "deny" ? "bad" : "quiet"}>
        {call.says.words === undefined ? (
          "Asking the policy…"
        ) : (
          <PolicyWords says={call.says} operation={operation} input={input} onFollow={onDone} />
        )}
      </p>
    </li>
  );
}

/** Of each action: what the policy says to it, and how it can be asked for elsewhere. */
export function ActionMenu({ actions, about }: { readonly actions: readonly Action[]; readonly about: string }) {
  const opener = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<Action>();
  const end = useCallback(() => setAsked(undefined), []);
  return (
    <>
      <button
        ref={opener}
        type="button"
        className="more"
        data-menu
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={`More about ${about}`}
        title="What the policy says, and the same as a command"
        onClick={(event) => {
          // The browser would close what this opens: it counts as the popover's own button.
          event.preventDefault();
          setOpen(!open);
        }}
      >
        ⋯
      </button>
      {open ? (
        <Popover anchor={opener} label={`Actions on ${about}`} onClose={() => setOpen(false)}>
          <ul className="menu">
            {actions.map((action) => (
              <Line
                key={action.operation + JSON.stringify(action.input)}
                action={action}
                onDone={() => setOpen(false)}
                onAsk={() => {
                  setOpen(false);
                  setAsked(action);
                }}
              />
            ))}
          </ul>
        </Popover>
      ) : null}
      {asked === undefined ? null : <Asked action={asked} onEnd={end} />}
    </>
  );
}
