/** Tokens of a text as clients count them before they have a tokenizer: UTF-8 bytes divided by four. */
export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** Tokens that an answer may have when the caller does not say. */
export const usualBudget = 1_500;
export const smallestBudget = 100;
export const largestBudget = 20_000;
