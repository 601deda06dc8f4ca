import type { ContainerRow } from "../shapes.ts";
import type { OwnSetting } from "./own-settings.ts";

/** An operation as the server describes it. */
export interface OperationView {
  readonly id: string;
  readonly summary: string;
  readonly risk: string;
  readonly fields: Readonly<Record<string, FieldSchema>>;
  readonly required: readonly string[];
  readonly gives: "answer" | "file";
}

/** As much of a field's JSON Schema as a form draws. */
export interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly FieldSchema[];
  readonly items?: FieldSchema;
  readonly description?: string;
  readonly default?: unknown;
}

/** One line of the palette. */
export type Choice =
  | { readonly kind: "page"; readonly key: string; readonly name: string; readonly path: string }
  | { readonly kind: "setting"; readonly key: string; readonly name: string; readonly set: () => void }
  | { readonly kind: "container"; readonly key: string; readonly name: string; readonly container: ContainerRow }
  | {
      readonly kind: "operation";
      readonly key: string;
      readonly name: string;
      readonly operation: OperationView;
      readonly input: Readonly<Record<string, unknown>>;
      readonly on?: string;
    };

/** How well a name has the words: the earlier the better; nothing when one is missing. */
function fit(name: string, words: readonly string[]): number | undefined {
  let sum = 0;
  for (const word of words) {
    const at = name.indexOf(word);
    if (at < 0) return undefined;
    sum += at === 0 || !/[a-z0-9]/.test(name[at - 1] ?? "") ? at / 100 : at / 100 + 1;
  }
  return sum;
}

/** Lines that are shown at most. */
const most = 40;

/** What the words mean: pages, containers, operations, and an operation on a container (`restart web`). */
export function choose(
  text: string,
  pages: readonly { readonly name: string; readonly path: string }[],
  containers: readonly ContainerRow[],
  operations: readonly OperationView[],
  settings: readonly OwnSetting[] = [],
): readonly Choice[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found: { choice: Choice; score: number }[] = [];
  const offer = (choice: Choice, on: string, extra: number): void => {
    const score = fit(on.toLowerCase(), words);
    if (score !== undefined) found.push({ choice, score: score + extra });
  };
  for (const { name, path } of pages) offer({ kind: "page", key: path, name, path }, `${name} go`, 0);
  for (const { name, set } of settings) offer({ kind: "setting", key: name, name, set }, `${name} settings`, 0.2);
  for (const container of containers) {
    const { full_id: key, name } = container;
    offer({ kind: "container", key, name, container }, name, 0.1);
  }
  for (const operation of operations) {
    const { id: name, summary } = operation;
    offer(
      { kind: "operation", key: name, name, operation, input: {} },
      `${name.replace(".", " ")} ${name} ${summary}`,
      0.3,
    );
  }
  // "restart web": a verb, and the container that the other words name.
  if (words.length >= 2) {
    const own = operations.filter(
      ({ id, fields, risk }) => id.startsWith("container.") && fields["id"] !== undefined && risk !== "",
    );
    for (const operation of own) {
      const verb = operation.id.slice("container.".length);
      const [spoken = ""] = words.filter((word) => verb.startsWith(word));
      if (spoken === "") continue;
      const rest = words.filter((word) => word !== spoken);
      for (const { full_id, name } of containers) {
        const score = fit(name.toLowerCase(), rest);
        if (score === undefined) continue;
        const key = `${operation.id} ${full_id}`;
        const choice = {
          kind: "operation",
          key,
          name: `${verb} ${name}`,
          operation,
          input: { id: full_id },
          on: name,
        } as const;
        found.push({ choice, score: score + (spoken === verb ? -1 : -0.5) });
      }
    }
  }
  return found
    .toSorted((a, b) => a.score - b.score)
    .slice(0, most)
    .map(({ choice }) => choice);
}
