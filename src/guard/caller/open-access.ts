import { timingSafeEqual } from "node:crypto";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { newSecret } from "../../kernel/ids.ts";
import type { Store } from "../../store/store.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Caller } from "./caller.ts";
import type { Authenticate, Credentials } from "./credentials.ts";
import { createEndings } from "./endings.ts";
import { isLoopback } from "../../kernel/loopback.ts";
import { createSignInBackoff } from "./sign-in-backoff.ts";
import { createSignInCodes } from "./sign-in-codes.ts";
import type { TokenRegister } from "../../catalogue/ports/token-register.ts";
import { createTokenRegister } from "./token-register.ts";
import { allTokens, narrowingOf, tokenById, tokenByReference, type TokenRow, tokenState } from "./token-table.ts";
import { readTokenText, tokenDigest } from "./token-text.ts";

/** What access is opened with. */
export interface AccessOptions {
  readonly store: Store;
  readonly audit: Pick<AuditLog, "refuse" | "note">;
  readonly clock?: Clock;
  /** Any text of 32 characters or more that is an admin token for this run. */
  readonly adminToken?: string;
  /** Role of callers from this machine without a token; `none` (the default) turns them away. */
  readonly anonymousRole?: string;
  /** Whether the policy in force knows this role. Default: every role is known. */
  readonly hasRole?: (role: string) => boolean;
  /** Whether a peer counts as this machine. Default: loopback addresses. */
  readonly isLocal?: (address: string) => boolean;
}

/** Who may come in. */
export interface Access {
  readonly authenticate: Authenticate;
  readonly tokens: TokenRegister & {
    /** A one-time code that signs in as this token (id or name), good for so many milliseconds. Throws TOKEN_NOT_FOUND. */
    readonly link: (reference: string, milliseconds: number) => string;
  };
  /**
   * When there is no admin yet: makes the token `admin` and a one-time code that signs in as it, good for an hour. While that token has
   * never been used, each start gives a new one, so that a missed line in a log locks nobody out.
   */
  readonly setUp: () => { readonly text: string; readonly code: string } | undefined;
  /** Who a one-time code stands for; it is spent. */
  readonly redeem: (code: string) => Promise<Caller | undefined>;
  /** The same caller as its token says now; nothing once that is revoked or has expired. */
  readonly recheck: (caller: Caller) => Promise<Caller | undefined>;
  /** Fires when the caller's token is revoked. */
  readonly ended: (caller: Pick<Caller, "id" | "name">) => AbortSignal;
  /** Whether a token was made by the caller of that name, or by a token that it made. */
  readonly madeBy: (tokenId: string, callerName: string) => boolean;
  readonly close: () => void;
}

const setUpTime = 3_600_000;
/** Milliseconds between two writes of when a token was last used. */
const useInterval = 60_000;

/** Opens the door: tokens, one-time codes, the admin token of the set-up, and anonymous callers where they are let in. */
export function openAccess(options: AccessOptions): Access {
  const { store, clock = systemClock, audit, anonymousRole = "none", isLocal = isLoopback } = options;
  const backoff = createSignInBackoff(clock);
  const codes = createSignInCodes(store, clock);
  const adminDigest = options.adminToken === undefined ? undefined : tokenDigest(options.adminToken);
  const endings = createEndings(clock);
  const tokens = createTokenRegister({
    store,
    clock,
    hasRole: options.hasRole ?? (() => true),
    adminElsewhere: adminDigest !== undefined,
    onRevoked: endings.revoked,
    onRotated: endings.rotated,
  });
  const used = new Map<string, number>();
  const writeUsed = (): void => {
    if (used.size === 0 || !store.database.isOpen) return;
    const update = store.prepare("UPDATE token SET last_used = max(coalesce(last_used, 0), ?) WHERE id = ?");
    try {
      store.transaction(() => used.forEach((at, id) => update.run(at, id)), "lazy");
      used.clear();
    } catch {
      // When a token was last used is a courtesy: a full disk must not keep its bearer out.
    }
  };
  const timer = setInterval(writeUsed, useInterval / 6).unref();

  const anonymous = (from: Pick<Caller, "surface">): Caller => ({
    id: "anonymous",
    name: "anonymous",
    role: anonymousRole,
    surface: from.surface,
  });
  const adminFile: Omit<Caller, "surface"> = { id: "admin-file", name: "admin-file", role: "admin" };

  /** Who bears this text; throws what the bearer is told. */
  const bearer = (text: string, now: number): Omit<Caller, "surface"> => {
    const digest = tokenDigest(text);
    if (adminDigest !== undefined && timingSafeEqual(digest, adminDigest)) return adminFile;
    const parts = readTokenText(text);
    const row = parts === undefined ? undefined : tokenById(store, parts.id);
    // An unknown id is compared too, so that time does not tell which ids there are.
    const same = timingSafeEqual(digest, row?.digest ?? Buffer.alloc(32));
    if (row === undefined || !same) throw new GnosisError("UNAUTHENTICATED", wrong(text, parts !== undefined));
    const state = tokenState(row, now);
    if (state === "revoked") throw new GnosisError("UNAUTHENTICATED", `Token '${row.name}' has been revoked.`);
    if (state === "expired") throw new GnosisError("TOKEN_EXPIRED", `Token '${row.name}' has expired.`);
    if (now - (row.last_used ?? 0) > useInterval) used.set(row.id, now);
    return callerOf(row);
  };

  const authenticate = (credentials: Credentials): Caller => {
    const { address, surface, client, session } = credentials;
    const about = {
      surface,
      address,
      ...(client === undefined ? {} : { client }),
      ...(session === undefined ? {} : { session }),
    };
    const text = credentialText(credentials);
    if (text === undefined) {
      if (anonymousRole !== "none" && isLocal(address)) return { ...anonymous(about), ...about };
      throw new GnosisError("UNAUTHENTICATED", "This needs a token.");
    }
    const wait = backoff.wait(address);
    // Well-formed tokens are looked at even then: nobody guesses 256 bits, and one client's failures must not lock out its neighbours.
    if (wait > 0 && readTokenText(text) === undefined) throw tooMany(wait);
    try {
      const caller = bearer(text, clock.now());
      backoff.succeeded(address);
      return { ...caller, ...about };
    } catch (thrown) {
      if (!(thrown instanceof GnosisError) || thrown.code === "STORE_FAILED") throw thrown;
      backoff.failed(address);
      audit.refuse({
        caller: { id: "unknown", name: "unknown", role: "none", ...about },
        operation: "sign-in",
        endpoint: "",
        input: { token: text.slice(0, 500) },
        code: thrown.code,
        message: thrown.message,
      });
      throw wait > 0 ? tooMany(wait) : thrown;
    }
  };

  const link = (reference: string, milliseconds: number): string => {
    const row = tokenByReference(store, reference);
    if (row === undefined || tokenState(row, clock.now()) !== "live") {
      throw new GnosisError("TOKEN_NOT_FOUND", `There is no live token '${reference}'.`, { where: "id" });
    }
    return codes.make(row.id, milliseconds);
  };

  return {
    // oxlint-disable-next-line typescript/require-await -- async, so that a failure is a rejection
    authenticate: async (credentials) => authenticate(credentials),
    tokens: {
      ...tokens,
      link,
      list: (query) => {
        writeUsed();
        return tokens.list(query);
      },
    },
    setUp: () => {
      if (adminDigest !== undefined) return undefined;
      const admins = allTokens(store).filter((row) => row.role === "admin" && tokenState(row, clock.now()) === "live");
      const first = admins.find((row) => row.created_by === "set-up" && row.last_used === null);
      if (admins.length > (first === undefined ? 0 : 1)) return undefined;
      const made = first === undefined ? createFirst(tokens, store) : tokens.rotate(first.id);
      audit.note("token.set-up", { token: made.token.id, name: made.token.name });
      return { text: made.text, code: codes.make(made.token.id, setUpTime) };
    },
    redeem: async (code) => {
      const id = codes.spend(code);
      const row = id === undefined ? undefined : tokenById(store, id);
      if (row === undefined || tokenState(row, clock.now()) !== "live") return undefined;
      used.set(row.id, clock.now());
      writeUsed();
      audit.note("token.link-used", { token: row.id, name: row.name });
      return { ...callerOf(row), surface: "dashboard" };
    },
    recheck: async (caller) => {
      const { id, surface } = caller;
      if (id === "anonymous") return anonymousRole === "none" ? undefined : { ...caller, ...anonymous(caller) };
      if (id === "admin-file") return adminDigest === undefined ? undefined : { ...caller, ...adminFile };
      const row = tokenById(store, id);
      if (row === undefined || tokenState(row, clock.now()) !== "live") return undefined;
      const now = callerOf(row);
      // A session that was begun with an older text of the token has ended with that.
      if (caller.issue !== undefined && caller.issue !== now.issue) return undefined;
      const { narrowing: _, ...rest } = caller;
      return { ...rest, ...now, surface };
    },
    ended: ({ id, name }) => endings.signal({ id, name, expires: tokenById(store, id)?.expires ?? null }),
    madeBy: (tokenId, callerName) => {
      let row = tokenById(store, tokenId);
      for (let generation = 0; row !== undefined && generation < 20; generation++) {
        if (row.created_by === callerName) return true;
        row = tokenByReference(store, row.created_by);
      }
      return false;
    },
    close: () => {
      clearInterval(timer);
      writeUsed();
    },
  };
}

function createFirst(tokens: TokenRegister, store: Store): ReturnType<TokenRegister["create"]> {
  const taken = tokenByReference(store, "admin") !== undefined;
  return tokens.create({ name: taken ? `admin-${newSecret(6)}` : "admin", role: "admin", createdBy: "set-up" });
}

function callerOf(row: TokenRow): Omit<Caller, "surface"> {
  const narrowing = narrowingOf(row);
  const issue = Buffer.from(row.digest).toString("hex", 0, 8);
  return { id: row.id, name: row.name, role: row.role, issue, ...(narrowing === undefined ? {} : { narrowing }) };
}

function credentialText({ authorization, apiKey }: Credentials): string | undefined {
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (authorization !== undefined && bearer === undefined) {
    throw new GnosisError("UNAUTHENTICATED", "The Authorization header is not of the form 'Bearer gnosis_…'.");
  }
  if (bearer !== undefined && apiKey !== undefined && bearer !== apiKey) {
    throw new GnosisError("UNAUTHENTICATED", "Authorization and X-API-Key carry different tokens.");
  }
  return bearer ?? apiKey;
}

function wrong(text: string, wellFormed: boolean): string {
  if (wellFormed) return "This token is not known here.";
  return text.startsWith("gnosis_")
    ? "This token is cut off or mistyped: its checksum is wrong."
    : "This is not a token.";
}

function tooMany(wait: number): GnosisError {
  const seconds = Math.ceil(wait / 1_000);
  return new GnosisError("TOO_MANY_ATTEMPTS", `Too many failed attempts from this address; wait ${seconds} s.`, {
    extra: { retryAfter: seconds },
  });
}
