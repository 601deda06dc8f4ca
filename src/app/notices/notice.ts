import { timestamp } from "../../kernel/clock.ts";
import { newId } from "../../kernel/ids.ts";
import { redact, redactText } from "../../kernel/redaction.ts";

/** Something that people are told of. */
export interface Notice {
  readonly id: string;
  /** The record's kind of note, such as `approval.asked`. */
  readonly event: string;
  /** RFC 3339. */
  readonly time: string;
  /** One line. */
  readonly title: string;
  /** A few lines for a person; holds no secrets. */
  readonly text: string;
  /** Where to look or decide. */
  readonly link?: string;
  /** One-time links by which whoever gets this may decide, for places that are to have them. */
  readonly decide?: { readonly approve: string; readonly deny: string };
  /** What the record says, secrets masked. */
  readonly detail: Readonly<Record<string, unknown>>;
}

type Detail = Readonly<Record<string, unknown>>;

/** The events that anybody is told of who names none. */
export const usualEvents: readonly string[] = [
  ...["approval.asked", "freeze.created", "freeze.lifted", "policy.broken"],
  ...["log.broken", "records.lost", "refusals.counted"],
];

const titles: Readonly<Record<string, (detail: Detail) => string>> = {
  "approval.asked": (detail) => `${callerName(detail)} asks for ${words(detail["operation"])}${targetNames(detail)}`,
  "approval.approved": (detail) => `${words(detail["operation"])} was approved`,
  "approval.denied": (detail) => `${words(detail["operation"])} was denied`,
  "approval.edited": (detail) => `Something safer was approved in place of ${words(detail["operation"])}`,
  "approval.expired": (detail) => `Nobody answered: ${words(detail["operation"])} of ${callerName(detail)}`,
  "freeze.created": (detail) => `Changes are frozen by ${words(detail["by"])}: ${words(detail["reason"])}`,
  "freeze.lifted": (detail) => `A freeze was lifted by ${words(detail["by"])}`,
  "policy.broken": () => "The policy file is broken; the former policy stays in force",
  "log.broken": (detail) => `The audit log is broken: ${words(detail["message"])}`,
  "records.lost": (detail) => `${words(detail["count"])} records could not be kept`,
  "refusals.counted": (detail) => `${words(detail["count"])} more times refused: ${words(detail["what"])}`,
};

/** The notice of an event, with what the record says of it. `base` is the server's address. */
export function noticeOf(event: string, detail: Detail, now: number, base: string): Notice {
  const masked = redact(detail) as Detail;
  const title = oneLine(redactText(titles[event]?.(masked) ?? event), 200);
  const approval = masked["approval"];
  const lines = [title, ...["rule", "reason", "message", "comment"].flatMap((name) => line(name, masked[name]))];
  return {
    id: newId("ntc"),
    event,
    time: timestamp(now),
    title,
    text: lines.join("\n"),
    ...(typeof approval === "string" ? { link: `${base}/approvals#${approval}` } : {}),
    detail: masked,
  };
}

function line(name: string, value: unknown): string[] {
  return typeof value === "string" ? [`${name}: ${oneLine(redactText(value), 500)}`] : [];
}

/** Text from outside as one line without control characters: it must not pose as further lines or headers. */
export function oneLine(text: string, longest: number): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ").slice(0, longest);
}

function words(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function callerName(detail: Detail): string {
  return words((detail["caller"] as { name?: unknown } | undefined)?.name) || "Somebody";
}

function targetNames(detail: Detail): string {
  const targets = detail["targets"];
  if (!Array.isArray(targets) || targets.length === 0) return "";
  return ` on ${targets
    .slice(0, 3)
    .map((target: { name?: unknown }) => words(target.name))
    .join(", ")}`;
}
