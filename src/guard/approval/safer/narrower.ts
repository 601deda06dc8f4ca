import { canonicalJson } from "../../../kernel/canonical-json.ts";

/** Whether the second value of a field asks for no more than the first; both as parsed, undefined where the field is left out. */
export type Narrower = (was: unknown, is: unknown) => boolean;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const has = (list: readonly unknown[], item: unknown): boolean =>
  list.some((one) => canonicalJson(one) === canonicalJson(item));

/** A switch that is off then. */
export const off: Narrower = (_was, is) => is === false || is === undefined;

/** A switch that is on then. */
export const on: Narrower = (_was, is) => is === true;

/** A list that has some of what it had, or nothing. */
export const fewer: Narrower = (was, is) => listOf(is).every((item) => has(listOf(was), item));

/** A list that chooses: some of what it had, where no list means everything. */
export const fewerChosen: Narrower = (was, is) =>
  Array.isArray(is) && is.length > 0 && (was === undefined || fewer(was, is));

/** A list that has all that it had, and more. */
export const more: Narrower = (was, is) => listOf(was).every((item) => has(listOf(is), item));

/** A limit that is set where none was, or lower; zero and less mean none. */
export const lower: Narrower = (was, is) =>
  typeof is === "number" && is > 0 && (typeof was !== "number" || was <= 0 || is <= was);

/** A time that is not shorter; `usual` is what counts where none is said: left out where another field tells it then. */
export const longer =
  (usual?: number): Narrower =>
  (was, is) => {
    const from = typeof was === "number" ? was : usual;
    const to = typeof is === "number" ? is : usual;
    return from !== undefined && to !== undefined && to >= from;
  };

/** A moment before which things are taken: none means all of them. */
export const earlier: Narrower = (was, is) => typeof is === "number" && (typeof was !== "number" || is <= was);

/** A value that is one of these then. */
export const oneOf =
  (...values: readonly unknown[]): Narrower =>
  (_was, is) =>
    values.includes(is);

const kills: readonly unknown[] = ["SIGKILL", "KILL", "9"];

/** A signal that asks a process to end, in place of one that ends it. */
export const gentler: Narrower = (was, is) => kills.includes(was) && ["SIGTERM", "TERM", "15"].includes(String(is));

const foreign = (mode: unknown): boolean =>
  mode === "host" || (typeof mode === "string" && mode.startsWith("container:"));

/** A namespace of the host or of another container that is left for one of its own. */
export const ownNamespace: Narrower = (was, is) => foreign(was) && (is === undefined || is === "private");

/** No network at all, or the usual one in place of the host's or another container's. */
export const ownNetwork: Narrower = (was, is) =>
  is === "none" || (foreign(was) && (is === undefined || is === "bridge"));

/** Options that confine: none that does so goes, and nothing but `no-new-privileges` comes. */
export const confined: Narrower = (was, is) => {
  const confines = (option: unknown): boolean => /^no-new-privileges(?:[:=]true)?$/u.test(String(option));
  return (
    listOf(was).every((option) => !confines(option) || listOf(is).some(confines)) &&
    listOf(is).every((option) => confines(option) || has(listOf(was), option))
  );
};

/** A restart policy that starts nothing again. */
export const noRestart: Narrower = (_was, is) =>
  is === undefined || ["no", ""].includes((is as { readonly Name: string }).Name);
