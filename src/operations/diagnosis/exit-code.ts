/** Signals by number, as on Linux for x86 and ARM. */
const signals: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  6: "SIGABRT",
  7: "SIGBUS",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
};

/** A signal's name from its number, `SIG40` for those without one of ours. */
export function signalName(signal: number): string {
  return signals[signal] ?? `SIG${signal}`;
}

/** What an exit code means by the conventions of shells and the engine; an empty text for a program's own codes. */
export function exitCodeMeaning(code: number): string {
  if (code === 0) return "success";
  if (code === 125) return "the engine could not run the container";
  if (code === 126) return "the command can't be executed";
  if (code === 127) return "the command was not found";
  if (code === 128) return "invalid exit argument";
  if (code > 128 && code < 193) return `ended by ${signalName(code - 128)}`;
  if (code === 255) return "exit status out of range, or a failed exec";
  return "";
}

/** `exit 137 (ended by SIGKILL)`. */
export function exitText(code: number): string {
  const meaning = exitCodeMeaning(code);
  return meaning === "" ? `exit ${code}` : `exit ${code} (${meaning})`;
}
