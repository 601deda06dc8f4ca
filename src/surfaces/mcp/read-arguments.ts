import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { parseDuration } from "../../kernel/durations.ts";
import type { Tool } from "./tool.ts";
import { largestBudget, smallestBudget, usualBudget } from "./text/tokens.ts";

/** A tool's arguments, checked, and the tokens that the answer may have. */
export interface Arguments {
  readonly input: Readonly<Record<string, unknown>>;
  readonly tokens: number;
  /** What the caller says of why; nobody has checked it. */
  readonly reason?: string;
  /** Milliseconds to wait within the call for a person's approval. */
  readonly approvalWait?: number;
  /** The engine, where there are several. */
  readonly endpoint?: string;
}

/** Characters of a reason: it is kept in records and shown to people. */
const longestReason = 300;
/** The longest that a call waits for a person's approval, in milliseconds. */
const longestWait = 600_000;

/** Checks arguments against the tool's closed schema; INPUT_INVALID or FIELD_UNKNOWN name the first field that is wrong. */
export function readArguments(tool: Tool, given: unknown, endpoints: readonly string[] = []): Arguments {
  const all = (given ?? {}) as Readonly<Record<string, unknown>>;
  const { max_tokens: wanted, reason, wait_approval: wait, endpoint, ...others } = all;
  // Taken only where there are several; elsewhere it is a field like any other that isn't there.
  const rest = endpoint === undefined || endpoints.length > 1 ? others : { ...others, endpoint };
  if (endpoints.length > 1 && endpoint !== undefined && !endpoints.includes(endpoint as string)) {
    throw new GnosisError("INPUT_INVALID", `'endpoint' is one of ${endpoints.join(", ")}.`, { where: "endpoint" });
  }
  if (wanted !== undefined && !tool.long) throw unknown(tool, "max_tokens");
  if (
    wanted !== undefined &&
    (!Number.isInteger(wanted) || (wanted as number) < smallestBudget || (wanted as number) > largestBudget)
  ) {
    throw new GnosisError("INPUT_INVALID", `max_tokens is a whole number from ${smallestBudget} to ${largestBudget}.`, {
      where: "max_tokens",
    });
  }
  const tokens = (wanted as number | undefined) ?? usualBudget;
  const parsed = tool.input.safeParse(rest);
  if (reason !== undefined && tool.hints.readOnlyHint) throw unknown(tool, "reason");
  if (reason !== undefined && typeof reason !== "string") {
    throw new GnosisError("INPUT_INVALID", "'reason' is a text.", { where: "reason" });
  }
  const approvalWait = waitOf(tool, wait);
  if (parsed.success) {
    const said = typeof reason === "string" && reason !== "" ? { reason: reason.slice(0, longestReason) } : {};
    const engine = endpoints.length > 1 && endpoint !== undefined ? { endpoint: endpoint as string } : {};
    return { input: parsed.data, tokens, ...said, ...approvalWait, ...engine };
  }
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") throw unknown(tool, issue.keys[0] ?? "");
  const where = (issue?.path ?? []).join(".");
  throw new GnosisError(
    "INPUT_INVALID",
    `${where === "" ? "The arguments" : `'${where}'`}: ${issue?.message ?? "wrong"}.`,
    { where },
  );
}

/** A duration such as `2m`, cut to the longest one. */
function waitOf(tool: Tool, given: unknown): Pick<Arguments, "approvalWait"> {
  if (given === undefined) return {};
  if (tool.hints.readOnlyHint) throw unknown(tool, "wait_approval");
  try {
    return { approvalWait: Math.min(parseDuration(String(given)), longestWait) };
  } catch {
    throw new GnosisError("INPUT_INVALID", "'wait_approval' is a duration such as 2m.", { where: "wait_approval" });
  }
}

function unknown(tool: Tool, field: string): GnosisError {
  const fields = [
    ...Object.keys(tool.input.shape),
    ...(tool.long ? ["max_tokens"] : []),
    ...(tool.hints.readOnlyHint ? [] : ["reason", "wait_approval"]),
  ];
  return new GnosisError("FIELD_UNKNOWN", `${tool.name} has no '${field}'; it has ${fields.join(", ")}.`, {
    where: field,
    closest: closest(field, fields),
  });
}
