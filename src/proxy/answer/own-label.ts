import { ownerLabel } from "../../catalogue/owner-label.ts";
import { protectedLabel } from "../../guard/protect.ts";
import type { TargetKind } from "../../catalogue/target.ts";

type Labels = Readonly<Record<string, string>> | null | undefined;

interface Labelled {
  readonly Labels?: Labels;
  readonly Config?: { readonly Labels?: Labels } | null;
}

/** What engines write where an object has no labels at all. */
const none: Readonly<Record<TargetKind, Labels>> = { container: {}, network: {}, volume: null, image: null };

/** Answers of which this has been made, so that the same object gives the same one again. */
const made = new WeakMap<object, object>();

/**
 * An object of the engine as clients of the socket get it: without the label by which the server knows whose it is. Clients compare what
 * they read with what they wrote, and write into the next create what they read.
 */
export function withoutOwner<T extends object>(kind: TargetKind, value: T): T {
  const { Labels, Config } = value as Labelled;
  if (!isOwned(Labels) && !isOwned(Config?.Labels)) return value;
  const before = made.get(value);
  if (before !== undefined) return before as T;
  const plain = {
    ...value,
    ...(isOwned(Labels) ? { Labels: without(Labels, none[kind]) } : {}),
    ...(isOwned(Config?.Labels) ? { Config: { ...Config, Labels: without(Config.Labels, none[kind]) } } : {}),
  };
  made.set(value, plain);
  return plain;
}

/** The same of the attributes of an event. */
export function attributesWithoutOwner(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const { [ownerLabel]: _owner, ...others } = attributes;
  if (others[protectedLabel] !== "") return others;
  // An empty one is the server's too: it hides what a Dockerfile says.
  const { [protectedLabel]: _hiding, ...plain } = others;
  return plain;
}

const isOwned = (labels: Labels): labels is Readonly<Record<string, string>> =>
  labels !== null && labels !== undefined && Object.hasOwn(labels, ownerLabel);

function without(labels: Readonly<Record<string, string>>, empty: Labels): Labels {
  const others = attributesWithoutOwner(labels);
  return Object.keys(others).length === 0 ? empty : others;
}
