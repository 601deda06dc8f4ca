import type { GnosisError } from "../../kernel/errors.ts";

/** The engine's own sentence for what isn't there: clients look for it. */
export function missing(kind: "container" | "image" | "volume" | "network", reference: string): string {
  if (kind === "container") return `No such container: ${reference}`;
  if (kind === "volume") return `get ${reference}: no such volume`;
  if (kind === "network") return `network ${reference} not found`;
  const last = reference.slice(reference.lastIndexOf("/") + 1);
  const tagged = last.includes(":") || reference.includes("@") || /^[0-9a-f]{64}$/.test(reference);
  return `No such image: ${tagged ? reference : `${reference}:latest`}`;
}

/** Statuses that differ from those of the other surfaces, because Engine API clients expect these. */
const statuses: Readonly<Record<string, number>> = {
  ENGINE_UNREACHABLE: 502,
  ENGINE_FAILED: 500,
  APPROVAL_REQUIRED: 403,
  REFERENCE_AMBIGUOUS: 400,
};

/** Status and body of an error in the form of the Engine API. */
export function engineError(error: GnosisError): { readonly status: number; readonly message: string } {
  const engineStatus = error.detail.extra?.["engineStatus"];
  const status = typeof engineStatus === "number" ? engineStatus : (statuses[error.code] ?? error.status);
  if (typeof engineStatus === "number") return { status, message: error.message.replace(/^The engine says: /, "") };
  // What isn't there has to look the same whether it is hidden or absent: the bare sentence.
  if (status === 404) return { status, message: error.message };
  const rule = error.detail.rule === undefined ? "" : ` [rule ${error.detail.rule}]`;
  const named = error.detail.where === undefined || error.message.includes(error.detail.where);
  const where = named ? "" : ` (${error.detail.where})`;
  // The table's own next steps for bad input speak of the other surfaces.
  const next = status === 400 || status === 413 || status === 415 ? (error.detail.next ?? "") : error.next;
  return { status, message: `${error.message}${where}${rule} ${next}`.trim() };
}
