import type { ContainerSummary } from "../model.ts";
import type { Filters } from "../reader.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerStore } from "./container-store.ts";
import { arePlain, matches, matchesExactly, matchesLabels } from "./go-filter.ts";

type Test = (entry: ContainerEntry) => boolean;

/** What a list asks for, in a form that memory can answer. */
export interface ContainerPlan {
  readonly test: Test;
  readonly all: boolean;
  readonly limit: number;
  /** Full ids between which the answer lies. */
  readonly before?: string;
  readonly since?: string;
}

const states = new Set(["paused", "restarting", "removing", "running", "dead", "created", "exited"]);
const healths = new Set(["starting", "healthy", "unhealthy", "none"]);

/**
 * How to answer a list from memory, or nothing when only the engine can say it exactly: filters that we don't know, and values that the
 * engine would refuse or read in its own way. Source: moby `daemon/list.go`.
 */
export function planContainers(
  store: ContainerStore,
  query: { readonly all?: boolean; readonly limit?: number; readonly size?: boolean; readonly filters?: Filters },
): ContainerPlan | undefined {
  if (query.size) return undefined;
  const given = Object.entries(query.filters ?? {}).filter(([, values]) => values.length > 0);
  const tests: Test[] = [];
  const between: { before?: string; since?: string } = {};
  for (const [key, values] of given) {
    if (key === "before" || key === "since") {
      const id = values.length === 1 ? (store.get(values[0]!) ?? store.byName(values[0]!))?.inspect.Id : undefined;
      // With names or ids the engine walks a shorter list, in which the named one may be missing.
      if (id === undefined || given.some(([other]) => other === "name" || other === "id")) return undefined;
      between[key] = id;
      continue;
    }
    const test = Object.hasOwn(makers, key) ? makers[key]!(values, store) : undefined;
    if (!test) return undefined;
    tests.push(test);
  }
  if (query.filters?.["name"]?.length && query.filters["id"]?.length) return undefined;
  return {
    test: (entry) => tests.every((test) => test(entry)),
    all: query.all === true || Boolean(query.filters?.["status"]?.length),
    limit: query.limit ?? 0,
    ...between,
  };
}

/** The entries that a plan asks for, in the engine's order. */
export function applyPlan(store: ContainerStore, plan: ContainerPlan): ContainerEntry[] {
  const chosen: ContainerEntry[] = [];
  let before = plan.before;
  for (const entry of store.sorted()) {
    if (before !== undefined) {
      if (entry.inspect.Id === before) before = undefined;
      continue;
    }
    if (entry.inspect.Id === plan.since) break;
    if (!entry.inspect.State.Running && !plan.all && plan.limit <= 0) continue;
    if (plan.limit > 0 && chosen.length === plan.limit) break;
    if (plan.test(entry)) chosen.push(entry);
  }
  return chosen;
}

const makers: Readonly<Record<string, (values: readonly string[], store: ContainerStore) => Test | undefined>> = {
  name: (values) => {
    if (!arePlain(values)) return undefined;
    return ({ inspect: { Name } }) => matches(values, Name) || matches(values, Name.replace(/^\//, ""));
  },
  id: (values, store) => {
    if (!values.every((value) => /^[0-9a-f]{1,64}$/.test(value))) return undefined;
    // The engine takes each value for a prefix, and one that fits several for none.
    const ids = new Set<string>();
    for (const value of values) {
      if (store.get(value)) {
        ids.add(value);
        continue;
      }
      const fitting = [...store.ids()].filter((id) => id.startsWith(value));
      if (fitting.length === 1) ids.add(fitting[0]!);
    }
    return ({ inspect: { Id } }) => ids.has(Id);
  },
  label:
    (values) =>
    ({ summary }) =>
      matchesLabels(values, summary.Labels),
  status: (values) =>
    values.every((value) => states.has(value)) ? ({ summary }) => matches(values, summary.State) : undefined,
  health: (values) =>
    values.every((value) => healths.has(value))
      ? ({ inspect }) => matchesExactly(values, inspect.State.Health?.Status ?? "none")
      : undefined,
  exited: (values) => {
    if (!values.every((value) => /^-?\d{1,9}$/.test(value))) return undefined;
    const codes = new Set(values.map(Number));
    return ({ inspect: { State } }) =>
      codes.has(State.ExitCode) && !State.Running && !State.StartedAt.startsWith("0001-");
  },
  volume: (values) => {
    return ({ summary }) =>
      (summary.Mounts ?? []).some(
        (mount) => values.includes(mount.Name || (mount.Source ?? "")) || values.includes(mount.Destination ?? ""),
      );
  },
  network: (values) => {
    return ({ summary }) =>
      Object.entries(summary.NetworkSettings?.Networks ?? {}).some(
        ([name, { NetworkID }]) => values.includes(name) || values.some((value) => String(NetworkID).startsWith(value)),
      );
  },
  publish: (values) => portTest(values, ({ PublicPort, Type }) => `${PublicPort ?? 0}/${Type}`),
  expose: (values) => portTest(values, ({ PrivatePort, Type }) => `${PrivatePort}/${Type}`),
};

type Port = NonNullable<ContainerSummary["Ports"]>[number];

function portTest(values: readonly string[], written: (port: Port) => string): Test | undefined {
  if (!values.every((value) => /^[1-9]\d{0,4}(\/(tcp|udp|sctp))?$/.test(value))) return undefined;
  const wanted = new Set(values.map((value) => (value.includes("/") ? value : `${value}/tcp`)));
  return ({ summary }) => (summary.Ports ?? []).some((port) => wanted.has(written(port)));
}
