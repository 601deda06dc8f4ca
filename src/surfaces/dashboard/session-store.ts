import { createHash, randomBytes } from "node:crypto";
import type { Caller } from "../../guard/caller/caller.ts";

/** The cookie that carries a browser session. */
export const sessionCookie = "gnosis_session";

/** Milliseconds of silence after which a session ends, and its longest life. */
const idleLimit = 12 * 3_600_000;
const lifeLimit = 7 * 86_400_000;
/** Sessions at once; the oldest ends when there are more. */
const maxSessions = 1000;

interface Session {
  readonly caller: Caller;
  readonly started: number;
  seen: number;
  readonly watchers: Set<() => void>;
}

/** The browsers that are signed in. Kept in memory only: a restart of the server asks them to sign in again. */
export interface SessionStore {
  /** Starts a session and gives the cookie's value. */
  readonly start: (caller: Caller) => string;
  /** Who the cookie's value stands for; nothing when the session has ended. */
  readonly find: (value: string) => Caller | undefined;
  /** The same without counting as a sign of life. */
  readonly peek: (value: string) => Caller | undefined;
  /** Tells when the session is ended by hand; gives the way to stop that. */
  readonly watch: (value: string, ended: () => void) => () => void;
  readonly end: (value: string) => void;
}

// Only the digest is kept, so that what is in memory opens nothing.
const digest = (value: string): string => createHash("sha256").update(value).digest("base64url");

/** Makes an empty store; `now` gives Unix milliseconds. */
export function createSessionStore(now: () => number = Date.now): SessionStore {
  const sessions = new Map<string, Session>();
  const found = (value: string): Session | undefined => {
    const session = sessions.get(digest(value));
    return session !== undefined && live(session) ? session : undefined;
  };
  const live = (session: Session): boolean => now() - session.seen < idleLimit && now() - session.started < lifeLimit;
  return {
    start: (caller) => {
      for (const [key, session] of sessions) if (!live(session)) sessions.delete(key);
      const [oldest] = sessions.keys();
      if (sessions.size >= maxSessions && oldest !== undefined) sessions.delete(oldest);
      const value = randomBytes(32).toString("base64url");
      const key = digest(value);
      sessions.set(key, {
        caller: { ...caller, session: key.slice(0, 12) },
        started: now(),
        seen: now(),
        watchers: new Set(),
      });
      return value;
    },
    find: (value) => {
      const session = found(value);
      if (session !== undefined) session.seen = now();
      return session?.caller;
    },
    peek: (value) => found(value)?.caller,
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
