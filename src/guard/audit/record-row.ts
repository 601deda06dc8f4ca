/** A row of the log. */
export interface RecordRow {
  readonly seq: number;
  /** Canonical JSON, as it was hashed. */
  readonly entry: string;
  readonly hash: Buffer;
  readonly seal: Buffer;
}

/** A row as SQLite gives it. */
export function recordRow(row: Record<string, unknown>): RecordRow {
  const { seq, entry, hash, seal } = row as { seq: number; entry: string; hash: Uint8Array; seal: Uint8Array };
  return { seq, entry, hash: Buffer.from(hash), seal: Buffer.from(seal) };
}
