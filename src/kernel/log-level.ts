/** Levels of a log line, from the worst to the least. */
export const levels = ["fatal", "error", "warn", "info", "debug", "trace"] as const;

export type Level = (typeof levels)[number];

const names: Readonly<Record<string, Level>> = {
  emerg: "fatal",
  emergency: "fatal",
  panic: "fatal",
  alert: "fatal",
  crit: "fatal",
  critical: "fatal",
  fatal: "fatal",
  err: "error",
  error: "error",
  severe: "error",
  exception: "error",
  warn: "warn",
  warning: "warn",
  wrn: "warn",
  notice: "info",
  info: "info",
  information: "info",
  inf: "info",
  log: "info",
  debug: "debug",
  dbg: "debug",
  fine: "debug",
  trace: "trace",
  verbose: "trace",
  trc: "trace",
};

const field = /"?(?:level|lvl|severity|log\.level|loglevel)"?\s*[=:]\s*"?([A-Za-z]+|\d{1,2})\b/i;
const klog = /^([FEWI])\d{4} \d\d:\d\d:\d\d/;
const klogLevels: Readonly<Record<string, Level>> = { F: "fatal", E: "error", W: "warn", I: "info" };
/** A level's name near the start of the line, in capitals or set off by brackets or a colon. */
const word =
  /(?:^|[\s[(<|])(EMERG(?:ENCY)?|PANIC|ALERT|CRIT(?:ICAL)?|FATAL|ERR(?:OR)?|SEVERE|WARN(?:ING)?|WRN|NOTICE|INFO(?:RMATION)?|INF|DEBUG|DBG|TRACE|VERBOSE)(?=[\s\])>|:]|$)/;
const anyCase =
  /(?:^|[\s[(<|])(emerg(?:ency)?|panic|alert|crit(?:ical)?|fatal|err(?:or)?|severe|warn(?:ing)?|notice|info|debug|trace)(?=[\])>|:])/i;
const failure =
  /^(?:Traceback \(most recent call last\)|panic:|Segmentation fault|Uncaught |Unhandled )|(?:Exception|Error)(?::|\b in thread)|\b(?:out of memory|no space left on device|permission denied|connection refused|command not found)\b/i;

/** Pino and bunyan write levels as numbers: 10 trace to 60 fatal. */
function ofNumber(value: number): Level | undefined {
  if (value < 10) return undefined;
  return (["trace", "debug", "info", "warn", "error", "fatal"] as const)[Math.min(6, Math.floor(value / 10)) - 1];
}

/** The level that a log line names, in any of the usual notations; `undefined` when it names none. */
export function levelOf(text: string): Level | undefined {
  const head = text.slice(0, 400);
  const named = field.exec(head)?.[1];
  if (named !== undefined) {
    const level = /^\d/.test(named) ? ofNumber(Number(named)) : names[named.toLowerCase()];
    if (level !== undefined) return level;
  }
  const k = klog.exec(head)?.[1];
  if (k !== undefined) return klogLevels[k];
  const start = head.slice(0, 120);
  const found = (word.exec(start) ?? anyCase.exec(start))?.[1];
  if (found !== undefined) return names[found.toLowerCase()];
  return failure.test(head) ? "error" : undefined;
}

/** Whether a level is at least as bad as the wished one. */
export function atLeast(level: Level | undefined, wished: Level): boolean {
  return level !== undefined && levels.indexOf(level) <= levels.indexOf(wished);
}
