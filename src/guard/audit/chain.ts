import { createHmac, hash, type KeyObject, timingSafeEqual } from "node:crypto";

/** What stands before the first entry. */
export const beginning: Buffer = Buffer.alloc(32);

/** `SHA-256(previous hash ‖ canonical entry)`. */
export function hashEntry(previous: Uint8Array, canonical: string): Buffer {
  return hash("sha256", Buffer.concat([previous, Buffer.from(canonical, "utf8")]), "buffer");
}

/** The server's MAC on a hash, 16 bytes: without the key nobody can add a record that passes for ours. */
export function sealHash(key: KeyObject, hash: Uint8Array): Buffer {
  return createHmac("sha256", key).update(hash).digest().subarray(0, 16);
}

/** Whether a seal is right. */
export function sealHolds(key: KeyObject, hash: Uint8Array, seal: Uint8Array): boolean {
  return seal.length === 16 && timingSafeEqual(sealHash(key, hash), seal);
}
