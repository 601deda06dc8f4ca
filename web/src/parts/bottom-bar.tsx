import { useState } from "react";
import { Link, useLocation } from "wouter";
import { Freeze } from "./freeze.tsx";
import { Modal } from "./modal.tsx";
import { Theme } from "./theme.tsx";

interface PageName {
  readonly path: string;
  readonly name: string;
}

/** What one does with a telephone in the hand. */
const nearest: readonly string[] = ["/approvals", "/activity", "/containers", "/logs"];

/** On small screens, at the thumb: the pages that matter then, how many calls wait, a freeze, and the way to the rest. */
export function BottomBar({
  pages,
  waiting,
  freezes,
  onSignOut,
  who,
}: {
  readonly pages: readonly PageName[];
  readonly waiting: number;
  /** Whether who is signed in may freeze. */
  readonly freezes: boolean;
  readonly onSignOut: () => void;
  readonly who: string;
}) {
  const [at] = useLocation();
  const [open, setOpen] = useState(false);
  const isHere = (path: string): boolean => (path === "/" ? at === "/" : at.startsWith(path));
  const near = nearest.flatMap((path) => pages.filter((page) => page.path === path));
  return (
    <nav className="bottom" aria-label="Main pages">
      {near.map(({ path, name }) => (
        <Link key={path} href={path} aria-current={isHere(path) ? "page" : undefined}>
          {name}
          {path === "/approvals" && waiting > 0 ? (
            <span className="badge" aria-label={`${waiting} waiting`}>
              {waiting}
            </span>
          ) : null}
        </Link>
      ))}
      {freezes ? <Freeze brief /> : null}
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        More
      </button>
      {open ? (
        <Modal title="All pages" onClose={() => setOpen(false)} className="broad">
          <ul className="all-pages">
            {pages.map(({ path, name }) => (
              <li key={path}>
                <Link href={path} aria-current={isHere(path) ? "page" : undefined} onClick={() => setOpen(false)}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
          <p className="quiet">{who}</p>
          <div className="actions">
            <Theme />
            <button type="button" onClick={onSignOut}>
              Sign out
            </button>
            <button type="button" onClick={() => setOpen(false)}>
              Close
            </button>
          </div>
        </Modal>
      ) : null}
    </nav>
  );
}
