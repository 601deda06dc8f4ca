import { Link } from "wouter";
import { allActs, fixedKeys, keyActs, type Place } from "../../parts/keys/acts.ts";
import { keyIn, type ChosenKeys } from "../../parts/keys/chosen.ts";
import { useKeys } from "../../parts/keys/in-force.ts";
import { keysAct } from "../../parts/keys/single.ts";
import { Modal } from "../../parts/modal.tsx";

interface Line {
  readonly keys: string;
  readonly what: string;
}

/** The keys in force, by where they act; acts without a key are left out. */
function linesOf(chosen: ChosenKeys): ReadonlyMap<Place, readonly Line[]> {
  const single = allActs
    .map((act) => ({ ...keyActs[act], keys: keyIn(chosen, act) }))
    .filter(({ keys }) => keys !== "" && keysAct());
  return Map.groupBy([...single, ...fixedKeys], ({ where }) => where);
}

function Lines({ of }: { readonly of: readonly Line[] }) {
  return (
    <dl className="facts">
      {of.map(({ keys, what }) => [
        <dt key={`${keys} ${what}`}>
          <kbd>{keys}</kbd>
        </dt>,
        <dd key={what}>{what}</dd>,
      ])}
    </dl>
  );
}

/** What the keys do. */
export default function KeyHelp({
  pages,
  onClose,
}: {
  readonly pages: readonly { readonly name: string; readonly key: string }[];
  readonly onClose: () => void;
}) {
  const chosen = useKeys();
  const go = keyIn(chosen, "go");
  return (
    <Modal title="Keys" onClose={onClose} className="broad">
      {keysAct() ? null : <p className="note warn">Single keys are switched off in Settings.</p>}
      <div className="key-help" tabIndex={0} role="region" aria-label="All keys">
        <div className="key-columns">
          {[...linesOf(chosen)].map(([where, lines]) => (
            <section key={where}>
              <h3>{where[0]?.toUpperCase() + where.slice(1)}</h3>
              <Lines of={lines} />
            </section>
          ))}
          {go === "" || !keysAct() ? null : (
            <section>
              <h3>Pages, after {go}</h3>
              <Lines of={pages.map(({ key, name }) => ({ keys: key, what: name }))} />
            </section>
          )}
        </div>
      </div>
      <div className="actions end">
        <Link className="button" href="/settings#keys" onClick={onClose}>
          Choose other keys
        </Link>
        <button type="button" autoFocus onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}
