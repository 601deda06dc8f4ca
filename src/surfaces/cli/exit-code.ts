import { errorTable, type ErrorCode } from "../../kernel/error-table.ts";

/** What the command line's exit codes mean; an exec's or wait's own code passes through instead. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  denied: 4,
  unreachable: 5,
} as const;

const usage: ReadonlySet<string> = new Set([
  "INPUT_INVALID",
  "FIELD_UNKNOWN",
  "JSON_INVALID",
  "REFERENCE_AMBIGUOUS",
  "CONFIG_INVALID",
  "UPLOAD_MISSING",
  "MEDIA_TYPE_UNSUPPORTED",
  "POLICY_INVALID",
  "USAGE",
]);
const unreachable: ReadonlySet<string> = new Set(["ENGINE_UNREACHABLE", "SERVER_UNREACHABLE", "ENGINE_TIMEOUT"]);

/** The exit code for an error code; a code that this version doesn't know counts as a failure. */
export function exitCodeOf(code: string): number {
  if (usage.has(code)) return exitCodes.usage;
  if (unreachable.has(code)) return exitCodes.unreachable;
  const status = Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode].status : 500;
  if (status === 404) return exitCodes.notFound;
  if (status === 401 || status === 403) return exitCodes.denied;
  return exitCodes.failure;
}
