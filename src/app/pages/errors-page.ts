import type { Catalogue } from "../../catalogue/catalogue.ts";
import { errorTable, type ErrorRow } from "../../kernel/error-table.ts";

/** docs/errors.md: every error code with its status, what to do next, and the operations that can fail with it. */
export function errorsPage(catalogue: Catalogue): string {
  const sections = Object.entries(errorTable as Record<string, ErrorRow>).map(([code, { status, title, next }]) => {
    const by = catalogue.operations.filter(({ errors }) => (errors as readonly string[]).includes(code));
    const most = 12;
    const names = by.slice(0, most).map(({ id }) => `\`${id}\``);
    const more = by.length > most ? ` and ${by.length - most} more` : "";
    const from = by.length === 0 ? [] : [`From: ${names.join(", ")}${more}.`];
    return [`## ${code}`, `${status} · ${title}. ${next}`, ...from].join("\n\n");
  });
  return (
    [
      "# Errors",
      "A failure is a problem document (RFC 9457) with these members beside `title`, `status` and `detail`: `code`, which never changes its meaning; `next`, what to do; `where`, the field; `closest`, the names nearest to one that was not found; `rule`, the policy rule that decided. `error` repeats the message. This page is made from the code by `npm run generate`.",
      ...sections,
    ].join("\n\n") + "\n"
  );
}
