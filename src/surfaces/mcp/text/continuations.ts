import { randomBytes } from "node:crypto";
import { GnosisError } from "../../../kernel/errors.ts";
import { fit, type Block } from "./budget.ts";

interface Kept {
  readonly caller: string;
  readonly block: Block;
  readonly bytes: number;
  readonly until: number;
}

/** Milliseconds that the rest of an answer can be asked for. */
const keptFor = 15 * 60_000;
/** Bytes of rests that are kept in all; the oldest go first. */
const mostBytes = 32 * 1024 * 1024;

/** The rests of answers that did not fit their budget, each for the caller who got the beginning. */
export class Continuations {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  /** Text within the budget; what is cut is kept and named with its cursor. */
  answer(caller: string, block: Block, tokens: number): string {
    const { text, rest, side } = fit(block, tokens);
    if (rest.length === 0) return text;
    const cursor = this.#keep(caller, { ...block, lines: rest });
    const what = side === "start" ? "more" : "earlier";
    return `${text}\n[${rest.length} ${what} lines cut to fit max_tokens; answer_continue cursor=${cursor}]`;
  }

  /** The next part; INPUT_INVALID for a cursor that is over, or another caller's. */
  next(caller: string, cursor: string, tokens: number): string {
    const kept = this.#kept.get(cursor);
    if (kept === undefined || kept.caller !== caller || kept.until < Date.now()) {
      throw new GnosisError("INPUT_INVALID", "This cursor is not known or its 15 minutes are over.", {
        where: "cursor",
        next: "Call the tool again that gave it.",
      });
    }
    return this.answer(caller, kept.block, tokens);
  }

  #keep(caller: string, block: Block): string {
    const bytes = block.lines.reduce((sum, line) => sum + line.length, 0);
    const cursor = randomBytes(6).toString("base64url");
    this.#kept.set(cursor, { caller, block, bytes, until: Date.now() + keptFor });
    this.#bytes += bytes;
    for (const [key, one] of this.#kept) {
      if (key === cursor || (this.#bytes <= mostBytes && one.until > Date.now())) continue;
      this.#kept.delete(key);
      this.#bytes -= one.bytes;
    }
    return cursor;
  }
}
