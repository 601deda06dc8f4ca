import type { RecordView } from "../../catalogue/ports/audit-reader.ts";
import type { Account } from "./account.ts";

/** A session's account as a Markdown document: everything that came from outside stands as code, so that it can't pose as the document's own. */
export function accountAsMarkdown({ session, records, events, difference }: Omit<Account, "course">): string {
  const { caller } = session;
  const lines = [
    `# Session ${code(session.id)}`,
    "",
    `${code(caller.name)} (role ${code(caller.role)}) through ${session.surfaces.join(", ")}, from ${session.started} to ${session.ended}.`,
    "",
    `${session.calls} calls: ${session.changes} changes, ${session.failed} failed, ${session.refused} refused, ${session.unknown} of unknown outcome.`,
    "",
    "## What is different",
    "",
    ...(difference.length === 0 ? ["Nothing."] : difference.map(({ summary }) => `- ${escaped(summary)}`)),
    "",
    "## What was asked and done",
    "",
    "| time | call | on | decision | outcome | record |",
    "|---|---|---|---|---|---|",
    ...records.filter(({ kind, risk }) => kind === "refusal" || risk !== "read").map(row),
    "",
    `${records.filter(({ kind, risk }) => kind === "call" && risk === "read").length} calls that only read are left out.`,
    "",
    "## What happened because of it",
    "",
    ...(events.length === 0
      ? ["No event is known."]
      : events.map(
          ({ time, type, action, name }) =>
            `- ${new Date(time).toISOString()} ${code(`${type} ${action}`)} ${code(name)}`,
        )),
    "",
  ];
  return lines.join("\n");
}

function row({ time, operation, targets, decision, state, outcome, code: refused, id }: RecordView): string {
  const approval = decision?.approval === undefined ? "" : `, approval ${code(decision.approval)}`;
  const cells = [
    time,
    code(operation ?? ""),
    (targets ?? []).map(({ name }) => code(name)).join(" "),
    decision === undefined ? "" : `${decision.effect} by ${code(decision.rule)}${approval}`,
    `${state}${[outcome?.code ?? refused].flatMap((one) => (one === undefined ? [] : ` ${code(one)}`)).join("")}`,
    code(id),
  ];
  return `| ${cells.join(" | ")} |`;
}

function code(text: string): string {
  const plain = escaped(text);
  return plain === "" ? "" : `\`${plain}\``;
}

/** Without what could end the code, the table cell or the line. */
function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.replace(/[`|<>\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "·").slice(0, 300);
}
