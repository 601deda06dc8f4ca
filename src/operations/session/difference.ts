import type { KeptEvent } from "../../engine/events/kept-event.ts";

/** What a session's calls have changed on the host, object by object. */
export interface Difference {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly change: "added" | "removed" | "started" | "stopped" | "restarted" | "paused" | "unpaused" | "changed";
  /** One sentence. */
  readonly summary: string;
}

const made = new Set(["create", "pull", "import", "load", "tag"]);
const gone = new Set(["destroy", "delete", "untag"]);

/** The host before and after, as the engine's events tell it: what came and went in between is left out. Events oldest first. */
export function differenceOf(events: readonly KeptEvent[]): Difference[] {
  return [...Map.groupBy(events, objectKey).values()].flatMap((own) => differenceOfObject(own) ?? []);
}

/** Under which the events of one object are gathered. */
export const objectKey = ({ type, object }: KeptEvent): string => `${type} ${object}`;

/** One object before and after its events, oldest first; nothing when it is as it was. */
export function differenceOfObject(own: readonly KeptEvent[]): Difference | undefined {
  const change = throughTrash(own) ?? changeOf(own);
  const last = own.at(-1);
  if (change === undefined || last === undefined) return undefined;
  const { type: kind, object: id } = last;
  const name = hidden.test(last.name) ? nameBefore(own) : last.name;
  if (name === undefined) return undefined;
  return { kind, id, name, change: change[0], summary: `The ${kind} '${name}' ${change[1]}.` };
}

/** The names under which the trash keeps what was removed. */
const hidden = /^gnosis-trash[-:]/;

const oldName = ({ action, attributes }: KeptEvent): string | undefined =>
  action === "rename" ? attributes["oldName"]?.replace(/^\//, "") : undefined;

/** What a thing that lies in the trash was called; nothing for the trash's own things. */
const nameBefore = (events: readonly KeptEvent[]): string | undefined =>
  events.map(oldName).findLast((name) => name !== undefined && !hidden.test(name));

/** A container that was put into the trash or brought back: for whoever asked it is gone, or there again. */
function throughTrash(events: readonly KeptEvent[]): readonly [Difference["change"], string] | undefined {
  const last = events.at(-1);
  if (last?.type !== "container" || events.some(({ action }) => made.has(action) || gone.has(action))) return undefined;
  if (hidden.test(last.name)) return ["removed", "is in the trash"];
  const from = events.map(oldName).find((name) => name !== undefined);
  return from !== undefined && hidden.test(from) ? ["added", "is back from the trash"] : undefined;
}

function changeOf(events: readonly KeptEvent[]): readonly [Difference["change"], string] | undefined {
  const has = (names: ReadonlySet<string>): boolean => events.some(({ action }) => names.has(action));
  const [came, went] = [has(made), has(gone)];
  if (came && (went || hidden.test(events.at(-1)?.name ?? ""))) return undefined;
  if (came) return ["added", "is new"];
  if (went) return ["removed", "is gone"];
  return running(events) ?? pausing(events) ?? renamed(events) ?? updated(events);
}

function running(events: readonly KeptEvent[]): readonly [Difference["change"], string] | undefined {
  const turns = events.filter(({ action }) => action === "start" || action === "die").map(({ action }) => action);
  const [first, last] = [turns[0], turns.at(-1)];
  if (first === undefined) return undefined;
  if (first === "start" && last === "start") return ["started", "runs now"];
  if (first === "die" && last === "die") return ["stopped", "has stopped"];
  return last === "start" ? ["restarted", "was restarted"] : undefined;
}

function pausing(events: readonly KeptEvent[]): readonly [Difference["change"], string] | undefined {
  const turns = events.filter(({ action }) => action === "pause" || action === "unpause").map(({ action }) => action);
  const [first, last] = [turns[0], turns.at(-1)];
  // What was paused and goes on again is as before.
  if (first === undefined || first !== last) return undefined;
  return last === "pause" ? ["paused", "is paused"] : ["unpaused", "is no longer paused"];
}

function renamed(events: readonly KeptEvent[]): readonly [Difference["change"], string] | undefined {
  const before = events.find(({ action }) => action === "rename")?.attributes["oldName"];
  return before === undefined ? undefined : ["changed", `was called '${before.replace(/^\//, "")}' before`];
}

function updated(events: readonly KeptEvent[]): readonly [Difference["change"], string] | undefined {
  const actions = events.filter(counts).map(({ action }) => action);
  return actions.length === 0 ? undefined : ["changed", `was changed (${[...new Set(actions)].join(", ")})`];
}

/** Every start and stop also connects and disconnects networks; only who asked for that has changed a network. */
function counts({ action, cause }: KeptEvent): boolean {
  if (action === "connect" || action === "disconnect") return cause?.operation.startsWith("network.") === true;
  return action === "update" || action === "extract-to-dir";
}
