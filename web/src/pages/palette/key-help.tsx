import { keyLines, keysAct } from "../../parts/keys.ts";
import { Modal } from "../../parts/modal.tsx";

/** What the keys do. */
export default function KeyHelp({
  pages,
  onClose,
}: {
  readonly pages: readonly { readonly name: string; readonly key: string }[];
  readonly onClose: () => void;
}) {
  const groups = [...Map.groupBy(keyLines, ({ where }) => where)];
  return (
    <Modal title="Keys" onClose={onClose} className="broad">
      {keysAct() ? null : <p className="note warn">Single keys are switched off in Settings.</p>}
      <div className="key-help" tabIndex={0} role="region" aria-label="All keys">
        {groups.map(([where, lines]) => (
          <section key={where}>
            <h3>{where[0]?.toUpperCase() + where.slice(1)}</h3>
            <dl className="facts">
              {lines.map(({ keys, what }) => [
                <dt key={keys}>
                  <kbd>{keys}</kbd>
                </dt>,
                <dd key={what}>{what}</dd>,
              ])}
            </dl>
          </section>
        ))}
        <section>
          <h3>Pages, after g</h3>
          <dl className="facts">
            {pages.map(({ key, name }) => [
              <dt key={key}>
                <kbd>{key}</kbd>
              </dt>,
              <dd key={name}>{name}</dd>,
            ])}
          </dl>
        </section>
      </div>
      <div className="actions end">
        <button type="button" autoFocus onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}
