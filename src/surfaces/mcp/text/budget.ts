import { tokensOf } from "./tokens.ts";

/** Lines that belong together; when not all fit, those at `keep`'s end stay. */
export interface Block {
  /** Always shown, before the lines. */
  readonly head?: readonly string[];
  readonly lines: readonly string[];
  /** Always shown, after the lines. */
  readonly foot?: readonly string[];
  /** Which lines matter most when not all fit. */
  readonly keep: "start" | "end";
}

/** What fits, and what is left for the next answer. */
export interface Fitted {
  readonly text: string;
  /** Lines that did not fit, in order; empty when all did. */
  readonly rest: readonly string[];
  /** Where the rest stood. */
  readonly side: Block["keep"];
}

/** Tokens that are kept free for the sentence that says what was cut, with its cursor. */
const reserve = 45;

/** Fits a block into so many tokens. Whole lines only; a single line that is too long is cut. */
export function fit(block: Block, tokens: number): Fitted {
  const fixed = [...(block.head ?? []), ...(block.foot ?? [])].join("\n");
  const whole = [...(block.head ?? []), ...block.lines, ...(block.foot ?? [])].join("\n");
  if (tokensOf(whole) <= tokens) return { text: whole, rest: [], side: block.keep };
  let left = Math.max(80, (tokens - reserve) * 4 - Buffer.byteLength(fixed) - 2);
  const lines = block.keep === "start" ? block.lines : block.lines.toReversed();
  const kept: string[] = [];
  for (const line of lines) {
    const size = Buffer.byteLength(line) + 1;
    if (size > left) {
      if (kept.length > 0) break;
      kept.push(
        `${Buffer.from(line)
          .subarray(0, left - 4)
          .toString()
          .replace(/\uFFFD$/, "")}…`,
      );
      break;
    }
    kept.push(line);
    left -= size;
  }
  const rest =
    block.keep === "start" ? block.lines.slice(kept.length) : block.lines.slice(0, block.lines.length - kept.length);
  const shown = block.keep === "start" ? kept : kept.toReversed();
  return { text: [...(block.head ?? []), ...shown, ...(block.foot ?? [])].join("\n"), rest, side: block.keep };
}
