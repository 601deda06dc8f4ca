import type { NewToken, TokenRegister, TokenView } from "../../catalogue/ports/token-register.ts";
import type { Clock } from "../../kernel/clock.ts";
import { timestamp } from "../../kernel/clock.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { newName } from "../../kernel/ids.ts";
import type { Store } from "../../store/store.ts";
import { scopeSchema } from "../policy/policy-file.ts";
import { newTokenText, tokenDigest } from "./token-text.ts";
import { allTokens, narrowingOf, tokenById, tokenByReference, type TokenRow, tokenState } from "./token-table.ts";

/** What the register works with. */
export interface TokenRegisterOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Whether the policy in force knows this role. */
  readonly hasRole: (role: string) => boolean;
  /** True when an admin can get in without any stored token. */
  readonly adminElsewhere: boolean;
  /** Told of a token that was revoked. */
  readonly onRevoked?: (token: { readonly id: string; readonly name: string }) => void;
  /** Told of a token that got another text. */
  readonly onRotated?: (token: { readonly id: string; readonly name: string }) => void;
}

/** Names that the server gives to callers without a token. */
const reserved: ReadonlySet<string> = new Set(["server", "anonymous", "admin-file"]);

/** Makes the register of a store. Every change is durable when it returns, and counts from the next request on. */
export function createTokenRegister(options: TokenRegisterOptions): TokenRegister {
  const { store, clock } = options;
  const view = (row: TokenRow): TokenView => tokenView(row, clock.now());
  const find = (reference: string): TokenRow => {
    const row = tokenByReference(store, reference);
    if (row !== undefined) return row;
    throw new GnosisError("TOKEN_NOT_FOUND", `There is no token '${reference}'.`, { where: "id" });
  };
  const again = (id: string): TokenView => view(tokenById(store, id) as TokenRow);
  return {
    list: (query) => {
      const views = allTokens(store).map(view);
      return query?.all === true ? views : views.filter(({ state }) => state === "live");
    },
    create: (token) =>
      store.transaction(() => {
        const id = newName();
        const text = newTokenText(id);
        insertToken(options, id, text, token);
        return { token: again(id), text };
      }),
    revoke: (reference) => {
      const revoked = store.transaction(() => {
        const row = find(reference);
        if (row.revoked !== null) return view(row);
        keepAnAdmin(options, row);
        store.prepare("UPDATE token SET revoked = ? WHERE id = ?").run(clock.now(), row.id);
        store.prepare("DELETE FROM sign_in_code WHERE token = ?").run(row.id);
        return again(row.id);
      });
      options.onRevoked?.(revoked);
      return revoked;
    },
    rotate: (reference) => {
      const rotated = store.transaction(() => {
        const row = find(reference);
        if (tokenState(row, clock.now()) !== "live") {
          throw new GnosisError("CONFLICT", `Token '${row.name}' is ${tokenState(row, clock.now())}.`, {
            next: "Create a new token.",
          });
        }
        const text = newTokenText(row.id);
        store.prepare("UPDATE token SET digest = ? WHERE id = ?").run(tokenDigest(text), row.id);
        store.prepare("DELETE FROM sign_in_code WHERE token = ?").run(row.id);
        return { token: again(row.id), text };
      });
      options.onRotated?.(rotated.token);
      return rotated;
    },
  };
}

/** A scope that can't be read would cover nothing: whoever makes the token is told now, not whoever uses it. */
function checkScope(scope: NewToken["scope"]): void {
  if (scope === undefined) return;
  const { error } = scopeSchema.safeParse(scope);
  if (error === undefined) return;
  const [issue] = error.issues;
  const deepest = issue?.code === "invalid_union" ? issue.errors.flat()[0] : issue;
  throw new GnosisError("INPUT_INVALID", `The scope is none of the policy's form: ${deepest?.message ?? "invalid"}.`, {
    where: ["scope", ...(deepest?.path ?? [])].join("."),
    next: 'Write it as {"name":"web-*"}, {"project":"shop"} or {"label":{"team":"web"}}.',
  });
}

function insertToken({ store, clock, hasRole }: TokenRegisterOptions, id: string, text: string, token: NewToken): void {
  const { name, role, operations, scope, expiresIn, createdBy } = token;
  if (!/^[A-Za-z0-9][\w .@-]{0,63}$/.test(name) || reserved.has(name)) {
    throw new GnosisError("INPUT_INVALID", `'${name}' can't be a token's name.`, {
      where: "name",
      next: "Use 1 to 64 letters, digits, spaces, dots, dashes, underscores or @, beginning with a letter or digit.",
    });
  }
  if (!hasRole(role)) throw new GnosisError("INPUT_INVALID", `There is no role '${role}'.`, { where: "role" });
  checkScope(scope);
  const now = clock.now();
  const expires = expiresIn === undefined ? null : now + expiresIn;
  freeName(store, name, now);
  store
    .prepare(
      "INSERT INTO token (id, name, role, digest, operations, scope, created, created_by, expires) VALUES (?,?,?,?,?,?,?,?,?)",
    )
    .run(
      id,
      name,
      role,
      tokenDigest(text),
      operations === undefined ? null : JSON.stringify(operations),
      scope === undefined ? null : JSON.stringify(scope),
      now,
      createdBy,
      expires,
    );
}

/** An expired token gives its name away; a live one keeps it. */
function freeName(store: Store, name: string, now: number): void {
  const holder = store.prepare("SELECT * FROM token WHERE name = ? AND revoked IS NULL").get(name) as unknown as
    | TokenRow
    | undefined;
  if (holder === undefined) return;
  if (tokenState(holder, now) === "live") {
    throw new GnosisError("CONFLICT", `There is a token '${name}' already.`, {
      where: "name",
      next: "Choose another name, or revoke or rotate that token.",
    });
  }
  store.prepare("UPDATE token SET revoked = expires WHERE id = ?").run(holder.id);
}

function keepAnAdmin({ store, clock, adminElsewhere }: TokenRegisterOptions, row: TokenRow): void {
  if (row.role !== "admin" || adminElsewhere || tokenState(row, clock.now()) !== "live") return;
  const now = clock.now();
  const others = allTokens(store).filter(
    (other) => other.id !== row.id && other.role === "admin" && tokenState(other, now) === "live",
  );
  if (others.length > 0) return;
  throw new GnosisError("CONFLICT", "This is the last admin token: nobody could get in any more.", {
    next: "Create another admin token first, or rotate this one.",
  });
}

function tokenView(row: TokenRow, now: number): TokenView {
  const moment = (name: "expires" | "revoked", value: number | null): object =>
    value === null ? {} : { [name]: timestamp(value) };
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    ...narrowingOf(row),
    created: timestamp(row.created),
    createdBy: row.created_by,
    ...moment("expires", row.expires),
    ...(row.last_used === null ? {} : { lastUsed: timestamp(row.last_used - (row.last_used % 60_000)) }),
    ...moment("revoked", row.revoked),
    state: tokenState(row, now),
  };
}
