import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { asProblem, type Problem } from "../../connection/problem.ts";
import { socket } from "../../connection/socket.ts";
import { ActionMenu } from "../../parts/action-menu.tsx";
import { Modal } from "../../parts/modal.tsx";
import { PolicyWords } from "../../parts/policy-words.tsx";
import { usePolicy } from "../../parts/preview.ts";
import { ProblemNote } from "../../parts/problem-words.tsx";
import { useToasts } from "../../parts/toasts.tsx";
import type { ContainerDetail } from "../container.tsx";

interface Recreated {
  readonly message: string;
  readonly container: { readonly id: string };
  readonly warnings: readonly string[];
}

/** `NAME=value` lines as the call takes them. */
function variables(text: string): Readonly<Record<string, string>> {
  const lines = text.split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1)]),
  );
}

function Dialog({ container, onClose }: { readonly container: ContainerDetail; readonly onClose: () => void }) {
  const { full_id: id, name } = container;
  const [, go] = useLocation();
  const client = useQueryClient();
  const toasts = useToasts();
  const [image, setImage] = useState(container.image);
  const [env, setEnv] = useState("");
  const [memory, setMemory] = useState("");
  const [step, setStep] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const added = variables(env);
  const input = {
    id,
    ...(image === container.image || image === "" ? {} : { image }),
    ...(Object.keys(added).length === 0 ? {} : { env: added }),
    ...(memory === "" ? {} : { memory }),
  };
  const says = usePolicy("container.recreate", input);
  const run = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setProblem(undefined);
    setStep("Asked for");
    try {
      const { value, receipt } = await socket.call<Recreated>("container.recreate", input, (progress) =>
        setStep((progress as { message?: string }).message),
      );
      toasts.done([value.message, ...value.warnings].join(" "), receipt);
      onClose();
      // Who has gone elsewhere meanwhile stays there.
      if (location.pathname.includes(id)) go(`/containers/${value.container.id}`);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setStep(undefined);
    void client.invalidateQueries();
  };
  return (
    <Modal title={`Recreate ${name}`} className="broad" onClose={onClose}>
      <form className="form" onSubmit={(event) => void run(event)}>
        <p>
          A new container takes its place, with the same networks, addresses and volumes. The one that is there is
          stopped: it goes into the trash, or is put back as it was when the new one can&apos;t be started or does not
          become healthy.
        </p>
        <div>
          <label htmlFor="recreate-image">Image</label>
          <input id="recreate-image" value={image} onChange={(event) => setImage(event.target.value)} />
          <small className="quiet">Another one has to be there: pull it first.</small>
        </div>
        <div>
          <label htmlFor="recreate-env">Variables to set</label>
          <textarea
            id="recreate-env"
            className="short mono"
            spellCheck={false}
            placeholder="LOG_LEVEL=debug"
            value={env}
            onChange={(event) => setEnv(event.target.value)}
          />
          <small className="quiet">One a line. Those that are not named stay as they are.</small>
        </div>
        <div>
          <label htmlFor="recreate-memory">Memory</label>
          <input
            id="recreate-memory"
            value={memory}
            placeholder="as before, such as 256MiB"
            onChange={(event) => setMemory(event.target.value)}
          />
        </div>
        {problem === undefined ? null : <ProblemNote of={problem} />}
        {step === undefined ? null : <progress aria-label={step} />}
        <p className={says.denied ? "bad" : "quiet"} role="status">
          {step === undefined ? (
            <PolicyWords says={says} operation="container.recreate" input={input} onFollow={onClose} />
          ) : (
            `${step}…`
          )}
        </p>
        <div className="actions end">
          <ActionMenu actions={[{ operation: "container.recreate", input, name: "Recreate" }]} about="recreating" />
          <button type="button" onClick={onClose}>
            {step === undefined ? "Cancel" : "Leave it running"}
          </button>
          <button type="submit" className="danger" disabled={says.denied || step !== undefined}>
            Recreate {name}
            {says.asks ? " (asks)" : null}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** Puts a new container in the place of one that is there, with another image or other settings where they are given. */
export function Recreate({ container }: { readonly container: ContainerDetail }) {
  const [open, setOpen] = useState(false);
  const [near, setNear] = useState(false);
  const says = usePolicy("container.recreate", { id: container.full_id }, near);
  return (
    <>
      <button
        type="button"
        disabled={says.effect === "deny"}
        title={says.words}
        onPointerEnter={() => setNear(true)}
        onFocus={() => setNear(true)}
        onClick={() => setOpen(true)}
      >
        Recreate{says.asks ? " (asks)" : null}
      </button>
      {open ? <Dialog container={container} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
