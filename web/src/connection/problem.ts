/** An error as the server tells it (RFC 9457 with our members). */
export interface Problem {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly next: string;
  readonly where?: string;
  readonly closest?: readonly string[];
  readonly rule?: string;
  /** The call that it is about. */
  readonly asked?: { readonly operation: string; readonly target?: string };
}

/** The name that an input gives to what it is about. */
function targetOf(input: object): string | undefined {
  const given = input as Readonly<Record<string, unknown>>;
  const named = given["id"] ?? given["name"] ?? given["container"];
  return typeof named === "string" ? named : undefined;
}

/** A call as denials speak of it. */
export function askedOf(operation: string, input: object): NonNullable<Problem["asked"]> {
  const target = targetOf(input);
  return { operation, ...(target === undefined ? {} : { target }) };
}

/** A call that failed, with what the server said. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The connection went away before the answer came: what was asked may have happened. */
export const lost = (): CallError =>
  new CallError({
    code: "CONNECTION_LOST",
    title: "Connection lost",
    status: 0,
    detail: "The connection to the server broke before it answered.",
    next: "The call may have happened: look before you try again.",
  });

/** Any thrown value as a problem that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof CallError) return thrown.problem;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "PAGE_FAILED", title: "The page failed", status: 0, detail, next: "Reload the page." };
}
