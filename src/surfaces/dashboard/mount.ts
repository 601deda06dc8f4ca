import type { Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { Authenticate } from "../../guard/caller/credentials.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { HttpEnv } from "../http/env.ts";
import { describeAll } from "./describe.ts";
import { type PageCredentials, pageHeader, sessionCookie, type SessionStore } from "./session-store.ts";
import type { Page } from "./static-files.ts";

/** What the dashboard's routes are made of. */
export interface DashboardParts {
  readonly sessions: SessionStore;
  readonly authenticate: Authenticate;
  /** Exchanges the code of a one-time link for who it was made for; nothing when it is spent or unknown. */
  readonly redeem: (code: string) => Promise<Caller | undefined>;
  /** The same caller as the token says now; nothing once it is revoked or has expired. */
  readonly recheck: (caller: Caller) => Promise<Caller | undefined>;
  readonly files: (path: string) => Promise<Page | undefined>;
  readonly version: string;
  readonly catalogue: Catalogue;
}

const signIn = z.union([
  z.strictObject({ token: z.string().min(1).max(500) }),
  z.strictObject({ code: z.string().min(1).max(200) }),
]);

/** What the request shows of its browser's session. */
export const shownBy = (context: Context<HttpEnv>): PageCredentials => ({
  cookie: getCookie(context, sessionCookie),
  page: context.req.header(pageHeader),
});

/** Who the request's session stands for. */
export async function pageCaller(
  parts: Pick<DashboardParts, "sessions" | "recheck">,
  shown: PageCredentials,
  how: "find" | "peek" | "whose" = "find",
): Promise<Caller | undefined> {
  const { cookie } = shown;
  const caller = parts.sessions[how](shown);
  if (caller === undefined || cookie === undefined) return undefined;
  const now = await parts.recheck(caller);
  if (now === undefined) {
    parts.sessions.end(cookie);
    return undefined;
  }
  return { ...now, surface: "dashboard", ...(caller.session === undefined ? {} : { session: caller.session }) };
}

async function whoSignsIn(parts: DashboardParts, context: Context<HttpEnv>): Promise<Caller> {
  const given = signIn.safeParse(await context.req.json().catch(() => undefined));
  if (!given.success) {
    throw new GnosisError("INPUT_INVALID", "A token, or the code of a sign-in link, is expected.", { where: "token" });
  }
  if ("code" in given.data) {
    const caller = await parts.redeem(given.data.code);
    if (caller !== undefined) return caller;
    throw new GnosisError("UNAUTHENTICATED", "This sign-in link has been used or is too old.", {
      next: "Make a new one with 'gnosis-docker token link', or sign in with a token.",
    });
  }
  return parts.authenticate({
    authorization: `Bearer ${given.data.token}`,
    address: context.env.incoming.socket.remoteAddress ?? "",
    surface: "dashboard",
  });
}

/** Mounts the dashboard: its files at /, and signing in and out under /ui. */
export function mountDashboard(app: Hono<HttpEnv>, parts: DashboardParts): void {
  app.post("/ui/sign-in", async (context) => {
    const caller = await whoSignsIn(parts, context);
    const { cookie, page } = parts.sessions.start({ ...caller, surface: "dashboard" });
    setCookie(context, sessionCookie, cookie, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: 7 * 86_400 });
    return context.json({ name: caller.name, role: caller.role, page });
  });
  app.post("/ui/sign-out", (context) => {
    const value = getCookie(context, sessionCookie);
    if (value !== undefined) parts.sessions.end(value);
    deleteCookie(context, sessionCookie, { path: "/" });
    return context.json({ signedOut: true });
  });
  app.get("/ui/me", async (context) => {
    const caller = await pageCaller(parts, shownBy(context));
    if (caller === undefined) throw new GnosisError("UNAUTHENTICATED", "Nobody is signed in.", { next: "Sign in." });
    return context.json({ id: caller.id, name: caller.name, role: caller.role, version: parts.version });
  });
  app.get("/ui/operations", async (context) => {
    const caller = await pageCaller(parts, shownBy(context));
    if (caller === undefined) throw new GnosisError("UNAUTHENTICATED", "Nobody is signed in.", { next: "Sign in." });
    return context.json({ operations: describeAll(parts.catalogue) });
  });
  app.get("*", async (context, next) => {
    const { pathname } = new URL(context.req.url);
    if (pathname.startsWith("/api") || pathname.startsWith("/ui/") || pathname === "/mcp") return next();
    const page = await parts.files(pathname);
    if (page === undefined) return next();
    return new Response(page.body, { headers: page.headers });
  });
}
