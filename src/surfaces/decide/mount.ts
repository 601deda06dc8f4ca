import { createHash } from "node:crypto";
import type { Context, Hono } from "hono";
import type { CallerView } from "../../catalogue/operation.ts";
import type { ApprovalView } from "../../guard/approval/approval-view.ts";
import type { DecisionLink, DecisionLinks } from "../../guard/approval/decision-links.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { HttpEnv } from "../http/env.ts";
import { decidedPage, decisionPage, style } from "./page.ts";

/** What the page of a one-time link works with. */
export interface DecideParts {
  readonly links: DecisionLinks;
  /** Throws APPROVAL_NOT_FOUND. */
  readonly find: (link: DecisionLink) => ApprovalView;
  /** Throws FORBIDDEN when the bearer of the request may not decide it, CONFLICT when it is decided. */
  readonly decide: (link: DecisionLink, bearer: CallerView | undefined) => ApprovalView;
  /** Who sends the request, where it carries a token or a signed-in browser's cookie. */
  readonly bearer: (context: Context<HttpEnv>) => Promise<Caller | undefined>;
}

const styleHash = createHash("sha256").update(style).digest("base64");

/** The page may do nothing but be read and send its one form back. */
const contentPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

const html = (context: Context<HttpEnv>, page: string, status: 200 | 403 | 404 | 409 = 200): Response => {
  context.header("content-security-policy", contentPolicy);
  // Browsers say "null" for the origin of a form on a page that never tells where one comes from.
  context.header("referrer-policy", "same-origin");
  return context.html(page, status);
};

/**
 * Mounts the pages of one-time links. Opening a link changes nothing, since programs open links too that mail and chat hand on; only the
 * form on its page decides.
 */
export function mountDecide(app: Hono<HttpEnv>, { links, find, decide, bearer }: DecideParts): void {
  app.get("/decide/:link", (context) => {
    try {
      const link = links.read(context.req.param("link"));
      return html(context, decisionPage(find(link), link));
    } catch (thrown) {
      return failed(context, thrown);
    }
  });
  app.post("/decide/:link", async (context) => {
    try {
      const link = links.read(context.req.param("link"));
      return html(context, decidedPage(decide(link, await bearer(context))));
    } catch (thrown) {
      return failed(context, thrown);
    }
  });
}

function failed(context: Context<HttpEnv>, thrown: unknown): Response {
  if (!(thrown instanceof GnosisError) || thrown.status >= 500) throw thrown;
  const status = thrown.status === 409 || thrown.status === 403 ? thrown.status : 404;
  return html(context, decidedPage(thrown), status);
}
