import { useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { DiffView, type DiffLine } from "../../parts/diff-view.tsx";
import { Reading } from "../../parts/reading.tsx";
import { Bringing, useBringing } from "./bringing.tsx";
import { ChangeButton } from "./change-button.tsx";
import Logs from "./logs.tsx";
import { Steps, type PlannedStep } from "./steps.tsx";
import { shortHash, type StackDetail } from "./shapes.ts";

interface Plan {
  readonly plan: string;
  readonly version: string | null;
  readonly effect: "allow" | "ask" | "deny";
  readonly steps: readonly PlannedStep[];
  readonly deployed: string | null;
  readonly diff: readonly DiffLine[];
  readonly warnings: readonly string[];
}

/** Brings a stack up and takes it down: exactly what that would do and what the policy says to it, then how it goes, with the logs beside it. */
export default function Up({ stack }: { readonly stack: StackDetail }) {
  const [down, setDown] = useState(!stack.kept);
  const [pull, setPull] = useState(false);
  const [force, setForce] = useState(false);
  const [orphans, setOrphans] = useState(false);
  const [volumes, setVolumes] = useState(false);
  const [profiles, setProfiles] = useState<ReadonlySet<string>>(new Set());
  const bringing = useBringing();
  const wish = {
    name: stack.name,
    ...(stack.current === null ? {} : { version: stack.current }),
    ...(pull ? { pull: "always" } : {}),
    ...(force ? { force } : {}),
    ...(orphans ? { orphans } : {}),
    ...(profiles.size === 0 ? {} : { profiles: [...profiles].toSorted() }),
  };
  const asked = down ? { name: stack.name, down, volumes } : wish;
  // While steps are done every one of them would make another plan.
  const plan = useRead<Plan>("stack.plan", asked, !bringing.runs && (down || stack.kept), { keeps: true });
  const box = (text: string, is: boolean, set: (is: boolean) => void) => (
    <label>
      <input type="checkbox" checked={is} disabled={bringing.runs} onChange={(event) => set(event.target.checked)} />{" "}
      {text}
    </label>
  );
  return (
    <>
      <div className="actions">
        <div className="actions" role="group" aria-label="What to plan">
          <button type="button" aria-pressed={!down} disabled={!stack.kept} onClick={() => setDown(false)}>
            Bring up
          </button>
          <button type="button" aria-pressed={down} onClick={() => setDown(true)}>
            Take down
          </button>
        </div>
        {down ? (
          box("its volumes too", volumes, setVolumes)
        ) : (
          <>
            {box("fetch images", pull, setPull)}
            {box("recreate all", force, setForce)}
            {box("remove what is not in the document", orphans, setOrphans)}
            {stack.profiles.map((profile) => (
              <span key={profile}>
                {box(`profile ${profile}`, profiles.has(profile), (is) => {
                  const next = new Set(profiles);
                  if (is) next.add(profile);
                  else next.delete(profile);
                  setProfiles(next);
                })}
              </span>
            ))}
          </>
        )}
      </div>
      <div className="beside halves">
        <div className="stacked">
          <Bringing of={bringing} />
          {bringing.runs ? null : (
            <Reading of={plan}>
              {({ plan: id, steps, diff, warnings, effect }) => (
                <section className="card stacked" aria-label="Plan">
                  <h2>
                    {down ? "What taking it down does" : `What bringing up ${shortHash(stack.current ?? "")} does`}
                  </h2>
                  <Steps of={steps} />
                  {warnings.length === 0 ? null : (
                    <ul className="warn">
                      {warnings.map((warning) => (
                        <li key={warning}>{warning}</li>
                      ))}
                    </ul>
                  )}
                  {steps.length === 0 ? null : (
                    <ChangeButton
                      bringing={bringing}
                      operation={down ? "stack.down" : "stack.up"}
                      input={down ? { name: stack.name, volumes, plan: id } : { ...wish, plan: id }}
                      denied={effect === "deny"}
                      question={down ? `Take ${stack.name} down?` : undefined}
                    >
                      {down ? "Take it down" : "Bring it up"}
                    </ChangeButton>
                  )}
                  {diff.length === 0 ? null : (
                    <details>
                      <summary>What the document changes since it was last brought up</summary>
                      <DiffView lines={diff} label="Against the version that was brought up last" />
                    </details>
                  )}
                </section>
              )}
            </Reading>
          )}
        </div>
        <Logs stack={stack} />
      </div>
    </>
  );
}
