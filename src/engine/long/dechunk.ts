import { nonsense } from "../failure.ts";

const [cr, lf, semicolon] = [13, 10, 59];
/** Digits of a chunk's length: 2^48 bytes. */
const mostDigits = 12;
/** The longest line between chunks, bytes. */
const longestLine = 4_096;

/** Value of a hexadecimal digit, -1 for any other byte. */
function digitOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** Takes the chunked coding of HTTP/1.1 off (RFC 9112, section 7.1); strict, since both ends are ours to know. */
export class Dechunker {
  /** Bytes of the present chunk that are still to come. */
  #left = 0;
  /** The line that is being read: a chunk's length, the end of its data, or a trailer. */
  #line: "length" | "data-end" | "trailer" = "length";
  #lineBytes = 0;
  #length = 0;
  #digits = 0;
  #extension = false;
  #done = false;

  /** Whether the last chunk has come. */
  get done(): boolean {
    return this.#done;
  }

  /** What the chunks of this part hold, in one new buffer. Throws ENGINE_FAILED for what is no chunk. */
  take(part: Buffer): Buffer {
    const out = Buffer.allocUnsafe(part.length);
    let size = 0;
    let at = 0;
    while (at < part.length && !this.#done) {
      if (this.#left === 0) {
        this.#byte(part[at++]!);
        continue;
      }
      const end = Math.min(part.length, at + this.#left);
      size += part.copy(out, size, at, end);
      this.#left -= end - at;
      at = end;
    }
    return out.subarray(0, size);
  }

  #byte(byte: number): void {
    if (byte === lf) return this.#endLine();
    if (byte === cr) return;
    this.#lineBytes++;
    if (this.#lineBytes > longestLine) throw nonsense("a line between its chunks is too long");
    if (this.#line === "data-end") throw nonsense("a chunk is longer than it says");
    if (this.#line === "trailer" || this.#extension) return;
    if (byte === semicolon && this.#digits > 0) {
      this.#extension = true;
      return;
    }
    const digit = digitOf(byte);
    if (digit < 0 || ++this.#digits > mostDigits) throw nonsense("a chunk has no length");
    this.#length = this.#length * 16 + digit;
  }

  #endLine(): void {
    if (this.#line === "trailer") this.#done = this.#lineBytes === 0;
    else if (this.#line === "data-end") this.#line = "length";
    else {
      if (this.#digits === 0) throw nonsense("a chunk has no length");
      this.#left = this.#length;
      this.#line = this.#length === 0 ? "trailer" : "data-end";
    }
    this.#length = this.#digits = this.#lineBytes = 0;
    this.#extension = false;
  }
}
