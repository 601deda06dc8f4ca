import { z } from "zod";
import type { Tool } from "./tool.ts";
import { largestBudget, smallestBudget } from "./text/tokens.ts";

/** A JSON Schema of 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const budget = { type: "integer", minimum: smallestBudget, maximum: largestBudget } as const;

/** A tool's input as clients see it: closed, and without what costs tokens and tells nothing. */
export function inputSchema(tool: Tool, endpoints: readonly string[] = []): JsonSchema & { readonly type: "object" } {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: "input" });
  const lean = prune(schema) as { properties?: Record<string, unknown> };
  const properties = {
    ...lean.properties,
    ...(tool.long ? { max_tokens: budget } : {}),
    ...(tool.hints.readOnlyHint ? {} : { reason: { type: "string" }, wait_approval: { type: "string" } }),
    ...(endpoints.length > 1 ? { endpoint: { type: "string", enum: endpoints } } : {}),
  };
  return { ...lean, type: "object", properties, additionalProperties: false };
}

/** The server checks these; a model that reads them writes nothing else. */
const lengths = new Set(["minLength", "maxLength", "minItems", "maxItems", "propertyNames"]);

/** Leaves out bounds that are only the number type's own, lengths of one, and key types that are always strings. */
function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => {
        if (lengths.has(key)) return false;
        return !((key === "minimum" || key === "maximum") && Math.abs(Number(member)) >= Number.MAX_SAFE_INTEGER);
      })
      .map(([key, member]) => [key, key === "properties" ? pruneEach(member) : prune(member)]),
  );
}

function pruneEach(properties: unknown): unknown {
  return Object.fromEntries(Object.entries(properties as object).map(([name, schema]) => [name, prune(schema)]));
}
