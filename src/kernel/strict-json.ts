import { GnosisError } from "./errors.ts";

/** What a strict parse may be told. */
export interface StrictJsonOptions {
  /** Most bytes of the text; 1 MiB when absent. */
  readonly maxBytes?: number;
  /** Deepest nesting; 64 when absent. */
  readonly maxDepth?: number;
  /** Names of members that are maps with names of the user's own: there `a` and `A` are two keys, elsewhere a doubled one. */
  readonly maps?: ReadonlySet<string>;
}

/** A key as a careless decoder might read it: Go's matches `ſ` with `s` and the Kelvin sign with `k`. */
export function foldKey(key: string): string {
  return key.normalize("NFKC").toUpperCase();
}

/**
 * Parses JSON as RFC 8259 and nothing wider, so that no two decoders can read it differently: refuses doubled keys (also after case
 * and Unicode folding), `__proto__`, trailing bytes, a byte order mark, broken UTF-8, lone surrogates, deep nesting, and numbers
 * that are not written the one way we would write them (exponents, `-0`, beyond 2^53). Throws JSON_INVALID or BODY_TOO_LARGE.
 */
export function parseStrictJson(source: string | Uint8Array, options: StrictJsonOptions = {}): unknown {
  const maxBytes = options.maxBytes ?? 1_048_576;
  const bytes = typeof source === "string" ? Buffer.byteLength(source) : source.byteLength;
  if (bytes > maxBytes) throw new GnosisError("BODY_TOO_LARGE", `The JSON text is larger than ${maxBytes} bytes.`);
  const text = typeof source === "string" ? source : decode(source);
  const reader = new Reader(text, options.maxDepth ?? 64, options.maps ?? new Set());
  return reader.document();
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GnosisError("JSON_INVALID", "The text is not valid UTF-8.", { cause });
  }
}

const numberForm = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// oxlint-disable-next-line no-control-regex -- control characters are what JSON forbids here
const plainForm = /[^"\\\u0000-\u001f]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class Reader {
  private at = 0;
  private readonly path: string[] = [];
  private readonly text: string;
  private readonly maxDepth: number;
  private readonly maps: ReadonlySet<string>;

  constructor(text: string, maxDepth: number, maps: ReadonlySet<string>) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.maps = maps;
  }

  document(): unknown {
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.fail("There is something after the end of the JSON value");
    return value;
  }

  private fail(message: string): never {
    const where =
      this.path.length === 0
        ? undefined
        : `/${this.path.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;
    throw new GnosisError(
      "JSON_INVALID",
      `${message} (at character ${this.at}).`,
      where === undefined ? {} : { where },
    );
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.at++;
    }
  }

  private value(): unknown {
    this.space();
    const head = this.text[this.at];
    if (head === "{") return this.nested(() => this.object());
    if (head === "[") return this.nested(() => this.array());
    if (head === '"') return this.string();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  private depth = 0;

  private nested<T>(read: () => T): T {
    if (++this.depth > this.maxDepth) this.fail(`The value is nested deeper than ${this.maxDepth}`);
    this.at++;
    const value = read();
    this.depth--;
    return value;
  }

  /** Steps over the character when it comes next. */
  private take(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private object(): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const parent = this.path.at(-1);
    const folds = parent === undefined || !this.maps.has(parent);
    const seen = new Set<string>();
    if (this.take("}")) return value;
    do {
      this.space();
      if (this.text[this.at] !== '"') this.fail("A key in quotes was expected");
      const key = this.string();
      const spelling = folds ? foldKey(key) : key;
      if (seen.has(spelling)) this.fail(`The key ${JSON.stringify(key)} stands twice in one object`);
      if (key === "__proto__") this.fail('The key "__proto__" is not taken');
      seen.add(spelling);
      if (!this.take(":")) this.fail("A colon was expected");
      this.path.push(key);
      value[key] = this.value();
      this.path.pop();
    } while (this.take(","));
    if (!this.take("}")) this.fail("A comma or } was expected");
    return value;
  }

  private array(): unknown[] {
    const value: unknown[] = [];
    if (this.take("]")) return value;
    do {
      this.path.push(String(value.length));
      value.push(this.value());
      this.path.pop();
    } while (this.take(","));
    if (!this.take("]")) this.fail("A comma or ] was expected");
    return value;
  }

  private string(): string {
    let value = "";
    this.at++;
    for (;;) {
      plainForm.lastIndex = this.at;
      const plain = plainForm.exec(this.text)?.[0] ?? "";
      value += plain;
      this.at += plain.length;
      const next = this.text[this.at];
      if (next === '"') break;
      if (next !== "\\") this.fail("A string is not ended, or has a control character");
      value += this.escape();
    }
    this.at++;
    if (!value.isWellFormed()) this.fail("A string has half of a surrogate pair");
    return value;
  }

  private escape(): string {
    const letter = this.text[this.at + 1] ?? "";
    if (letter === "u") {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("An escape \\u needs four hexadecimal digits");
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meant = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (meant === undefined) this.fail("An escape is not one of JSON's");
    this.at += 2;
    return meant;
  }

  private number(): number {
    numberForm.lastIndex = this.at;
    const written = numberForm.exec(this.text)?.[0];
    if (written === undefined) this.fail("A JSON value was expected");
    const value = Number(written);
    if (String(value) !== written)
      this.fail(`The number ${written.slice(0, 40)} is not written in plain digits, or can't be kept exactly`);
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) this.fail("An integer is beyond 2^53");
    this.at += written.length;
    return value;
  }
}
