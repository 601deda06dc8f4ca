import { useState } from "react";
import { asText } from "./download.ts";
import type { KeptLine } from "./log-store.ts";

/** Newest lines that are shown. */
const most = 2000;

/** The newest lines as nothing but text, which stays as it is until it is read again: for reading aloud, searching and copying. */
export function PlainText({ lines, label }: { readonly lines: readonly KeptLine[]; readonly label: string }) {
  const [held, setHeld] = useState<readonly KeptLine[]>([]);
  const shown = held.length === 0 ? lines : held;
  const last = (of: readonly KeptLine[]): number => of.findLast(({ event }) => event === undefined)?.key ?? 0;
  if (held.length === 0 && lines.length > 0) setHeld(lines);
  const since = Math.max(0, last(lines) - last(shown));
  return (
    <>
      <div className="actions">
        <button type="button" onClick={() => setHeld(lines)}>
          Read on ({since} new lines)
        </button>
      </div>
      <pre className="file log-text" tabIndex={0} role="region" aria-label={label}>
        {shown
          .slice(-most)
          .map((line) => `${asText(line)}\n`)
          .join("")}
      </pre>
    </>
  );
}
