import type { AuditLog } from "./audit/audit-log.ts";

/** Characters that are gathered before they are written as one record. */
const piece = 4096;
/** Milliseconds after which they are written although there are fewer. */
const patience = 2000;
/** Characters of one terminal that are kept in all: whoever prints without end must not fill the log. */
const most = 4 * 1024 * 1024;

const ways = ["typed", "shown"] as const;
type Way = (typeof ways)[number];

/**
 * Keeps what is typed and shown in a terminal as notes of the log (`terminal.text`), each naming the terminal's record. Both ways are
 * gathered apart, since a record for each key and its echo would say less.
 */
export function keepTranscript(
  audit: Pick<AuditLog, "note">,
  record: string,
): {
  readonly add: (way: Way, text: string) => void;
  /** Writes what is gathered. */
  readonly settle: () => void;
} {
  const gathered: Record<Way, string> = { typed: "", shown: "" };
  let kept = 0;
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = undefined;
    for (const way of ways) {
      if (gathered[way] !== "") audit.note("terminal.text", { record, way, text: gathered[way] });
      gathered[way] = "";
    }
  };
  return {
    settle,
    add: (way, text) => {
      if (kept >= most || text === "") return;
      gathered[way] += text;
      kept += text.length;
      timer ??= setTimeout(settle, patience);
      if (gathered[way].length >= piece || kept >= most) settle();
      if (kept >= most) audit.note("terminal.text", { record, way, text: "", cut: true });
    },
  };
}
