import { existsSync } from "node:fs";

/** Whether a command line asks for that: with `--offline`, by naming a data directory, or files of exported records. */
export const asksOffline = (noun: string, verb: string, argv: readonly string[]): boolean => {
  const before = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
  // Exported records lie in files: no server is needed to check them.
  const isFile = (word: string, index: number): boolean =>
    !word.startsWith("-") &&
    before[index - 1]?.startsWith("--") !== true &&
    (existsSync(word) || /\.(?:nd)?jsonl?$/.test(word));
  if (noun === "audit" && verb === "verify" && before.some(isFile)) return true;
  return before.some((word) => /^--(offline|data-dir)(=|$)/.test(word));
};
