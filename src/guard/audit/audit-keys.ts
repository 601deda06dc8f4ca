import { createPrivateKey, createPublicKey, createSecretKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";
import { readOrMakeSecret } from "../../store/data-directory.ts";

/** The keys of a log: signatures can be checked by anybody with the public key, seals and masks only by the server. */
export interface AuditKeys {
  readonly signing: KeyObject;
  readonly verifying: KeyObject;
  /** The Ed25519 public key: base64 of its 32 bytes. */
  readonly publicKey: string;
  readonly seal: KeyObject;
  readonly mask: Uint8Array;
  /** Signs one-time links by which people decide. */
  readonly links: KeyObject;
}

/** PKCS #8 before a bare Ed25519 seed (RFC 8410, section 7). */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

/** Reads the log's one key file (`audit.key`, 0600) or makes it; every key is derived from it by HKDF. Throws STORE_FAILED. */
export function loadAuditKeys(directory: string): AuditKeys {
  const master = readOrMakeSecret(directory, "audit.key", () => Buffer.from(`${randomBytes(32).toString("hex")}\n`));
  return deriveAuditKeys(master);
}

/** The keys that a key file's content stands for. */
export function deriveAuditKeys(master: Uint8Array): AuditKeys {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync("sha256", master, "", `gnosis-docker audit ${purpose}`, 32));
  const signing = createPrivateKey({
    key: Buffer.concat([pkcs8Head, derive("signing")]),
    format: "der",
    type: "pkcs8",
  });
  const verifying = createPublicKey(signing);
  const publicKey = verifying.export({ format: "der", type: "spki" }).subarray(-32).toString("base64");
  return {
    ...{ signing, verifying, publicKey, seal: createSecretKey(derive("seal")), mask: derive("mask") },
    links: createSecretKey(derive("decision links")),
  };
}
