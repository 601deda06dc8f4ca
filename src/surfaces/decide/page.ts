import type { ApprovalView } from "../../guard/approval/approval-view.ts";
import type { DecisionLink } from "../../guard/approval/decision-links.ts";
import { GnosisError } from "../../kernel/errors.ts";

const escapes: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;" },
  ...{ '"': "&quot;", "'": "&#39;" },
};

/** Text from outside, which stays text. */
const text = (value: string): string => value.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);

/** The style of the pages; their policy names it by its hash. */
export const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:40rem;padding:1rem}
dt{font-weight:600;margin-top:.75rem}dd{margin:0;overflow-wrap:anywhere}button{font:inherit;font-weight:600;padding:.75rem 1.5rem;margin-top:1.5rem;border-radius:.5rem;border:1px solid;width:100%}`;

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${text(title)}</title><style>${style}</style></head><body><main><h1>${text(title)}</h1>${body}</main></body></html>`;

const rows = (said: readonly (readonly [string, string | undefined])[]): string =>
  `<dl>${said
    .filter((row): row is readonly [string, string] => row[1] !== undefined)
    .map(([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>`)
    .join("")}</dl>`;

/** What is asked for, with the one button that the link is for. */
export function decisionPage(view: ApprovalView, { verdict }: DecisionLink): string {
  const { plan } = view;
  const { caller, operation, effects, undo, rule, reason, claimed, changed } = plan;
  const title = verdict === "once" ? `Approve ${operation}?` : `Deny ${operation}?`;
  const body = rows([
    ["Who asks", `${caller.name} (${caller.role}) through ${caller.surface}`],
    ["What would happen", effects.join(" ")],
    ["How it is taken back", undo ?? "It can't be taken back."],
    ["Why a person decides", `${reason} (${rule})`],
    ["What the caller says of why; nobody has checked it", claimed],
    ["Changed since it was asked for before", changed?.join(" ")],
    ["Good until", view.expires],
  ]);
  if (view.state !== "pending") return page(title, `${body}<p>This is ${view.state} already.</p>`);
  const word = verdict === "once" ? "Approve once" : "Deny";
  return page(title, `${body}<form method="post"><button>${word}</button></form>`);
}

/** What came of it. */
export function decidedPage(of: ApprovalView | GnosisError): string {
  if (of instanceof GnosisError) return page("Nothing was decided", `<p>${text(of.message)}</p>`);
  return page(
    `${of.plan.operation}: ${of.state}`,
    `<p>${text(of.plan.caller.name)} is told. This link is used up.</p>`,
  );
}
