import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from "node:fs";
import { canonicalJson } from "../../kernel/canonical-json.ts";
import type { Store } from "../../store/store.ts";
import type { AuditKeys } from "./audit-keys.ts";

/** What a signature says: at this time the log ended with this record. */
export interface HeadStatement {
  /** The log's id. */
  readonly log: string;
  readonly seq: number;
  /** Hash of the record, hex. */
  readonly hash: string;
  readonly time: string;
  /** Public key of the signature, base64. */
  readonly key: string;
}

/** A head as stored or copied elsewhere. */
export interface SignedHead {
  /** The canonical JSON that was signed. */
  readonly statement: string;
  readonly signature: Uint8Array;
}

/** Signs a head (Ed25519 over the canonical statement). */
export function signHead(keys: AuditKeys, about: Omit<HeadStatement, "key">): SignedHead {
  const statement = canonicalJson({ ...about, key: keys.publicKey });
  return { statement, signature: sign(null, Buffer.from(statement), keys.signing) };
}

/** What a head says, when its signature is right for the key that it names; else nothing. */
export function readHead(head: SignedHead): HeadStatement | undefined {
  try {
    const statement = JSON.parse(head.statement) as HeadStatement;
    return verify(null, Buffer.from(head.statement), publicKeyOf(statement.key), head.signature)
      ? statement
      : undefined;
  } catch {
    return undefined;
  }
}

/** SubjectPublicKeyInfo before a bare Ed25519 key (RFC 8410, section 4). */
const spkiHead = Buffer.from("302a300506032b6570032100", "hex");

function publicKeyOf(base64: string): KeyObject {
  const der = Buffer.concat([spkiHead, Buffer.from(base64, "base64")]);
  return createPublicKey({ key: der, format: "der", type: "spki" });
}

/** Keeps a head in the store. */
export function storeHead(store: Store, seq: number, head: SignedHead): void {
  store.transaction(
    () =>
      store
        .prepare("INSERT OR REPLACE INTO record_head (seq, statement, signature) VALUES (?, ?, ?)")
        .run(seq, head.statement, head.signature),
    "lazy",
  );
}

/** Every head in the store, oldest first. */
export function storedHeads(store: Store): SignedHead[] {
  return store.prepare("SELECT statement, signature FROM record_head ORDER BY seq").all() as unknown as SignedHead[];
}

/** Appends a head to a file that lies elsewhere, as one JSON line, synced. */
export function copyHead(path: string, head: SignedHead): void {
  const file = openSync(path, "a", 0o600);
  try {
    const line = { statement: head.statement, signature: Buffer.from(head.signature).toString("base64") };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The heads of such a file; a line that is none comes out as a head without a signature. */
export function copiedHeads(path: string): SignedHead[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      try {
        const { statement, signature } = JSON.parse(line) as { statement: string; signature: string };
        return { statement, signature: Buffer.from(signature, "base64") };
      } catch {
        return { statement: line, signature: Buffer.alloc(0) };
      }
    });
}
