import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Caller } from "../../guard/caller/caller.ts";

/** The cookie that carries a browser session. */
export const sessionCookie = "gnosis_session";

/**
 * The header with the other half of a session: browsers send a cookie of one port to every port of its host, so that any program that a
 * page is opened from on this machine could collect it. What a page keeps in its own storage they give to its own origin alone.
 */
export const pageHeader = "x-gnosis-page";

/** What a browser shows of its session. */
export interface PageCredentials {
  readonly cookie: string | undefined;
  readonly page: string | undefined;
}

/** Milliseconds of silence after which a session ends, and its longest life. */
const idleLimit = 12 * 3_600_000;
const lifeLimit = 7 * 86_400_000;
/** Sessions at once; the oldest ends when there are more. */
const maxSessions = 1000;

interface Session {
  readonly caller: Caller;
  /** Digest of the page's half. */
  readonly page: Buffer;
  readonly started: number;
  seen: number;
  readonly watchers: Set<() => void>;
}

/** The browsers that are signed in. Kept in memory only: a restart of the server asks them to sign in again. */
export interface SessionStore {
  /** Starts a session and gives its two halves: the cookie's value, and what the page keeps. */
  readonly start: (caller: Caller) => { readonly cookie: string; readonly page: string };
  /** Who both halves stand for; nothing when the session has ended. */
  readonly find: (halves: PageCredentials) => Caller | undefined;
  /** The same without counting as a sign of life. */
  readonly peek: (halves: PageCredentials) => Caller | undefined;
  /** Whose browser it is by the cookie alone: enough to be refused something, never to be allowed it. */
  readonly whose: (halves: PageCredentials) => Caller | undefined;
  /** Tells when the session is ended by hand; gives the way to stop that. */
  readonly watch: (value: string, ended: () => void) => () => void;
  readonly end: (value: string) => void;
}

// Only the digest is kept, so that what is in memory opens nothing.
const digest = (value: string): string => createHash("sha256").update(value).digest("base64url");
const digestBytes = (value: string): Buffer => createHash("sha256").update(value).digest();

/** Makes an empty store; `now` gives Unix milliseconds. */
export function createSessionStore(now: () => number = Date.now): SessionStore {
  const sessions = new Map<string, Session>();
  const found = (value: string): Session | undefined => {
    const session = sessions.get(digest(value));
    return session !== undefined && live(session) ? session : undefined;
  };
  const both = ({ cookie, page }: PageCredentials): Session | undefined => {
    const session = cookie === undefined || page === undefined ? undefined : found(cookie);
    return session !== undefined && timingSafeEqual(session.page, digestBytes(page ?? "")) ? session : undefined;
  };
  const live = (session: Session): boolean => now() - session.seen < idleLimit && now() - session.started < lifeLimit;
  return {
    start: (caller) => {
      for (const [key, session] of sessions) if (!live(session)) sessions.delete(key);
      const [oldest] = sessions.keys();
      if (sessions.size >= maxSessions && oldest !== undefined) sessions.delete(oldest);
      const cookie = randomBytes(32).toString("base64url");
      const page = randomBytes(32).toString("base64url");
      const key = digest(cookie);
      sessions.set(key, {
        caller: { ...caller, session: key.slice(0, 12) },
        page: digestBytes(page),
        started: now(),
        seen: now(),
        watchers: new Set(),
      });
      return { cookie, page };
    },
    find: (halves) => {
      const session = both(halves);
      if (session !== undefined) session.seen = now();
      return session?.caller;
    },
    peek: (halves) => both(halves)?.caller,
    whose: ({ cookie }) => (cookie === undefined ? undefined : found(cookie)?.caller),
    watch: (value, ended) => {
      const watchers = found(value)?.watchers;
      watchers?.add(ended);
      return () => watchers?.delete(ended);
    },
    end: (value) => {
      const session = sessions.get(digest(value));
      sessions.delete(digest(value));
      for (const ended of session?.watchers ?? []) ended();
    },
  };
}
