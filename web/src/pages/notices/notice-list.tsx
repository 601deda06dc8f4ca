import { Link } from "wouter";
import { Drawer } from "../../parts/drawer.tsx";
import { useKept } from "../../parts/kept.ts";
import { NoticeText } from "../../parts/notice-text.tsx";
import { notices, offersUndo } from "../../parts/notices.ts";
import { useToasts } from "../../parts/toasts.tsx";
import { When } from "../../parts/when.tsx";

/** Everything that was told in this tab, the newest first, each with its undo. */
export default function NoticeList({ onClose }: { readonly onClose: () => void }) {
  const all = useKept(notices);
  const { undo } = useToasts();
  return (
    <Drawer label="Notices" onClose={onClose}>
      <div className="actions">
        <h2>Notices</h2>
        <span className="grow" />
        <button type="button" disabled={all.length === 0} onClick={() => notices.set([])}>
          Clear
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {all.length === 0 ? (
        <p className="quiet">
          Nothing was done or refused in this tab yet. What others did is under <Link href="/activity">Activity</Link>.
        </p>
      ) : null}
      <ul className="noticed">
        {all.toReversed().map((notice) => (
          <li key={notice.id} className={notice.problem === undefined ? "note" : "note bad"}>
            <NoticeText of={notice} />
            <div className="actions">
              <span className="quiet">
                <When at={notice.id} />
              </span>
              <span className="grow" />
              {offersUndo(notice) ? (
                <button type="button" title={notice.receipt?.undo} onClick={() => undo(notice)}>
                  Undo
                </button>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
