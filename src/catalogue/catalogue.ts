import type { AnyOperation } from "./operation.ts";

/** All operations by id, in a fixed order. */
export interface Catalogue {
  readonly operations: readonly AnyOperation[];
  readonly find: (id: string) => AnyOperation | undefined;
}

/** Collects operations; two of the same id are a mistake of ours and throw. */
export function createCatalogue(operations: readonly AnyOperation[]): Catalogue {
  const byId = new Map<string, AnyOperation>();
  for (const operation of operations) {
    if (byId.has(operation.id)) throw new Error(`Two operations are called ${operation.id}.`);
    byId.set(operation.id, operation);
  }
  return { operations: [...byId.values()], find: (id) => byId.get(id) };
}
