import { GnosisError } from "../../kernel/errors.ts";

/** What is told of an error on the command line, whether it was made here or came from the server. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly next?: string;
  readonly where?: string;
  readonly rule?: string;
  readonly closest?: readonly string[];
  /** The request's id in the server's log, where the fault is the server's. */
  readonly request?: string;
  /** Further members of the problem document, such as `findings`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An error that the server answered with, or a usage mistake. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A mistake in how the command was written. */
export const usageError = (message: string, next: string, closest: readonly string[] = []): CommandError =>
  new CommandError({ code: "USAGE", message, next, closest });

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** A problem document (RFC 9457) of the server as a failure. */
export function failureOf(problem: Readonly<Record<string, unknown>>): Failure {
  const { code, detail, next, where, rule, closest, type, title, status, request, error, message, ...extra } = problem;
  return {
    code: text(code) ?? `HTTP_${String(status)}`,
    message: text(detail) ?? text(message) ?? text(error) ?? text(title) ?? "The server answered with an error.",
    ...Object.fromEntries(
      Object.entries({
        next: text(next),
        where: text(where),
        rule: text(rule),
        request: Number(status) >= 500 ? text(request) : undefined,
      }).filter(([, value]) => value !== undefined),
    ),
    ...(Array.isArray(closest) ? { closest: closest.map(String) } : {}),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

/** Any thrown value as a failure. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof CommandError) return thrown.failure;
  if (thrown instanceof GnosisError) {
    const { where, rule, closest, extra } = thrown.detail;
    return {
      code: thrown.code,
      message: thrown.message,
      next: thrown.next,
      ...(where === undefined ? {} : { where }),
      ...(rule === undefined ? {} : { rule }),
      ...(closest === undefined ? {} : { closest }),
      ...(extra === undefined ? {} : { extra }),
    };
  }
  const { path, code } = thrown as NodeJS.ErrnoException;
  if (typeof path === "string" && /^E[A-Z]+$/.test(code ?? ""))
    return {
      code: "USAGE",
      message: `The file '${path}' can't be used: ${code}.`,
      next: "Check the path and its rights.",
    };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "INTERNAL", message, next: "Call again with GNOSIS_LOG_LEVEL=debug to see where it happened." };
}
