/** Whether a command line asks for that: with `--offline`, or by naming a data directory. */
export const asksOffline = (argv: readonly string[]): boolean => {
  const before = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length);
  return before.some((word) => /^--(offline|data-dir)(=|$)/.test(word));
};
