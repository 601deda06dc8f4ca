import type { AnyOperation } from "../../catalogue/operation.ts";
import { closest } from "../../kernel/closest.ts";
import { GnosisError } from "../../kernel/errors.ts";

/** Nouns whose operations act on the server itself, whichever engine is named. */
const ofTheServer: ReadonlySet<string> = new Set([
  "approval",
  "audit",
  "endpoint",
  "freeze",
  "policy",
  "sandbox",
  "setting",
  "store",
  "template",
  "token",
  "undo",
]);

/** Whether it matters which engine an operation is asked of. */
export const actsOnEngine = ({ id }: AnyOperation): boolean =>
  id === "sandbox.create" || !ofTheServer.has(id.split(".")[0] ?? "");

/** The error for a name that no engine has. */
export const noSuchEndpoint = (name: string, names: readonly string[]): GnosisError =>
  new GnosisError("INPUT_INVALID", `There is no endpoint '${name}'.`, {
    where: "endpoint",
    closest: closest(name, names),
    next: "Name one of the server's engines.",
    extra: { endpoints: names },
  });

/** The error for a name that none of the caller's engines has, whether another one has it or not. */
export const unreached = (names: readonly string[]): GnosisError =>
  new GnosisError("FORBIDDEN", "There is no such endpoint.", {
    where: "endpoint",
    next: names.length === 0 ? "Ask for a token that reaches an engine." : `Name one of these: ${names.join(", ")}.`,
    extra: { endpoints: names },
  });

/**
 * The engine that a call means: the named one, the only one, or for a call that only looks the first. INPUT_INVALID for a name that
 * isn't there, and for a change that names none where there are several: a change must not land on the wrong host by default.
 */
export function chooseSide<T>(
  sides: readonly { readonly name: string; readonly side: T }[],
  name: string | undefined,
  operation: AnyOperation | undefined,
): T {
  const names = sides.map((one) => one.name);
  if (name !== undefined) {
    const found = sides.find((one) => one.name === name);
    if (found === undefined) throw noSuchEndpoint(name, names);
    return found.side;
  }
  const [first] = sides;
  if (first === undefined) throw new GnosisError("CONFIG_INVALID", "No engine is configured.", { where: "endpoints" });
  const changes =
    operation !== undefined && actsOnEngine(operation) && (operation.riskCeiling ?? operation.risk) !== "read";
  if (sides.length > 1 && changes)
    throw new GnosisError("INPUT_INVALID", `There are several engines, and ${operation.id} has to name one.`, {
      where: "endpoint",
      next: "Give endpoint (--endpoint, ?endpoint=) with one of the names.",
      extra: { endpoints: names },
    });
  return first.side;
}
