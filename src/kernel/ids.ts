import { randomBytes } from "node:crypto";

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Without 0, 1, i, l, o and u: nobody reads these wrong, and no words come out. */
const readable = "23456789abcdefghjkmnpqrstvwxyz";

/** Random bytes that were asked for in one go and not used yet. */
let pool = Buffer.alloc(0);
let used = 0;

function randomByte(): number {
  if (used === pool.length) {
    pool = randomBytes(1_024);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  // A byte that became part of a secret does not stay in memory.
  pool[used++] = 0;
  return byte;
}

/** Random text over an alphabet, without bias: bytes beyond the last whole multiple of its length are thrown away. */
function randomText(alphabet: string, length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    const byte = randomByte();
    if (byte < limit) text += alphabet[byte % alphabet.length];
  }
  return text;
}

/** A new random id such as `rec_7k2mq9…`: prefix, underscore, and `length` characters of about 4.9 bits each. */
export function newId(prefix: string, length = 16): string {
  return `${prefix}_${randomText(readable, length)}`;
}

/**
 * A new id that sorts by the moment it was made: prefix, ten characters of time (milliseconds), and ten random ones of about 4.9 bits
 * each. What is written in that order lands side by side in an index, which a random id does not.
 */
export function newTimedId(prefix: string, milliseconds: number): string {
  let time = "";
  for (let rest = Math.max(0, Math.floor(milliseconds)), digit = 0; digit < 10; digit++) {
    time = readable.charAt(rest % readable.length) + time;
    rest = Math.floor(rest / readable.length);
  }
  return `${prefix}_${time}${randomText(readable, 10)}`;
}

/** Random text for a secret: letters and digits of about 5.95 bits each; 43 characters have 256 bits. */
export function newSecret(length = 43): string {
  return randomText(base62, length);
}

/** A lower-case random name without a prefix, about 4.9 bits a character. */
export function newName(length = 10): string {
  return randomText(readable, length);
}

/** A whole number of 32 bits as six base-62 digits, as GitHub's token checksums are written. */
export function base62Checksum(value: number): string {
  let rest = value >>> 0;
  let text = "";
  for (let digit = 0; digit < 6; digit++) {
    text = base62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
