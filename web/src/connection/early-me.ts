import type { Me } from "./sign-in.ts";

let asked: Promise<Me | undefined> | undefined;
let found: Me | undefined;

/** Who is signed in, asked before the page was there. */
export const early = {
  begin: (answer: Promise<Me | undefined>): void => {
    asked = answer.then((me) => (found = me));
    // Who takes it over hears of its failure.
    asked.catch(() => undefined);
  },
  /** The answer, if it has come. */
  found: (): Me | undefined => found,
  /** The question, if it was asked; once only, since later it may have another answer. */
  take: (): Promise<Me | undefined> | undefined => {
    const taken = asked;
    asked = undefined;
    return taken;
  },
};
