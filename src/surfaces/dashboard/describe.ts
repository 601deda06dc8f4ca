import type { Catalogue } from "../../catalogue/catalogue.ts";
import { inputFields } from "../../catalogue/text-input.ts";

/** An operation as the palette offers it: enough to draw its form. */
export interface OperationView {
  readonly id: string;
  readonly summary: string;
  readonly risk: string;
  /** The JSON Schema of each field. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  /** How its answer comes: in one piece, or as a file that the API gives. */
  readonly gives: "answer" | "file";
}

const known = new WeakMap<Catalogue, readonly OperationView[]>();

/** Every operation of the catalogue, as the palette offers it; made once. */
export function describeAll(catalogue: Catalogue): readonly OperationView[] {
  const made = known.get(catalogue) ?? catalogue.operations.map(viewOf);
  known.set(catalogue, made);
  return made;
}

function viewOf(operation: Catalogue["operations"][number]): OperationView {
  const fields = inputFields(operation);
  const needed = (name: string): boolean => operation.input.shape[name]?.safeParse(undefined).success === false;
  return {
    id: operation.id,
    summary: operation.summary,
    risk: operation.riskCeiling ?? operation.risk,
    fields,
    required: Object.keys(fields).filter(needed),
    gives: operation.download === undefined || operation.run !== undefined ? "answer" : "file",
  };
}
