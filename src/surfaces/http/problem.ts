import { errorTable } from "../../kernel/error-table.ts";
import type { GnosisError } from "../../kernel/errors.ts";

/**
 * An error as a problem document (RFC 9457) with our members: `code`, `next`, and where there are such `where`, `closest`, `rule`.
 * `error` repeats the message, after the words that older clients look for where the operation has some.
 */
export function problemOf(error: GnosisError, requestId: string, failure?: string): Record<string, unknown> {
  const { where, closest, rule, extra } = error.detail;
  return {
    ...extra,
    type: `https://gnosis-docker.invalid/errors/${error.code}`,
    title: errorTable[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    next: error.next,
    ...(where === undefined ? {} : { where }),
    ...(closest === undefined || closest.length === 0 ? {} : { closest }),
    ...(rule === undefined ? {} : { rule }),
    request: requestId,
    error: failure === undefined ? error.message : `${failure}: ${error.message}`,
    message: error.message,
  };
}

/** The HTTP answer for an error. */
export function problemResponse(error: GnosisError, requestId: string, failure?: string): Response {
  const headers = new Headers({ "content-type": "application/problem+json", "x-request-id": requestId });
  if (error.code === "UNAUTHENTICATED" || error.code === "TOKEN_EXPIRED") {
    headers.set("www-authenticate", 'Bearer realm="gnosis-docker"');
  }
  const { extra } = error.detail;
  if (typeof extra?.["retryAfter"] === "number") headers.set("retry-after", String(Math.ceil(extra["retryAfter"])));
  if (Array.isArray(extra?.["allow"])) headers.set("allow", extra["allow"].join(", "));
  const approval = extra?.["approval"] as { readonly id: string } | undefined;
  // It has been taken in and waits for a person: not done, and not refused either.
  const waits = error.code === "APPROVAL_REQUIRED" && approval !== undefined;
  if (waits) headers.set("location", `/api/approvals/${approval.id}`);
  const status = waits ? 202 : error.status;
  return new Response(`${JSON.stringify({ ...problemOf(error, requestId, failure), status })}\n`, { status, headers });
}
