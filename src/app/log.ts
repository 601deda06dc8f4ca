import { pino, type Logger } from "pino";
import type { Settings } from "../config/settings.ts";

export type { Logger } from "pino";

/** The server's own log: one JSON object a line on standard error, so that standard output stays for answers. */
export function createLog(settings: Pick<Settings, "logLevel">): Logger {
  return pino(
    { level: settings.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
}
