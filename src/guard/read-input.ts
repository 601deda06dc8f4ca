import type { z } from "zod";
import type { AnyOperation } from "../catalogue/operation.ts";
import { closest } from "../kernel/closest.ts";
import { GnosisError } from "../kernel/errors.ts";

const pointer = (path: readonly PropertyKey[]): string => path.map((part) => `/${String(part)}`).join("") || "/";

function unknownField(operation: AnyOperation, issue: z.core.$ZodIssueUnrecognizedKeys): GnosisError {
  const key = issue.keys[0] ?? "";
  const known = issue.path.length === 0 ? Object.keys(operation.input.shape) : [];
  return new GnosisError("FIELD_UNKNOWN", `${operation.id} has no field '${key}'.`, {
    where: pointer([...issue.path, key]),
    closest: closest(key, known),
    extra: known.length === 0 ? {} : { fields: known },
  });
}

/** The input as the operation's schema gives it; FIELD_UNKNOWN or INPUT_INVALID naming the field otherwise. */
export function readInput(operation: AnyOperation, input: unknown): unknown {
  const result = operation.input.safeParse(input ?? {});
  if (result.success) return result.data;
  const issues: readonly z.core.$ZodIssue[] = result.error.issues;
  const unknown = issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown !== undefined) throw unknownField(operation, unknown);
  const [first] = issues;
  const where = pointer(first?.path ?? []);
  throw new GnosisError(
    "INPUT_INVALID",
    `${where === "/" ? operation.id : `Field '${where.slice(1)}'`}: ${first?.message ?? "invalid"}`,
    {
      where,
      extra: { problems: issues.slice(0, 10).map((issue) => ({ where: pointer(issue.path), message: issue.message })) },
    },
  );
}
