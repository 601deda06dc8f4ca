import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { Filters } from "../../engine/reader.ts";
import { parseDuration } from "../../kernel/durations.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Turn } from "../forward/turn.ts";
import { filtersOf } from "./lists.ts";

/** One object that a prune would remove. */
export interface Candidate {
  readonly target: Target;
  /** Bytes that its removal frees, where that is known. */
  readonly size: number;
}

/** What nobody uses, as the engine's own prune would choose it. */
export async function pruneCandidates(turn: Turn, kind: TargetKind): Promise<Candidate[]> {
  const { filters = {} } = filtersOf(turn);
  const fits = readPruneFilters(filters);
  return (await unused[kind](turn, filters)).filter(({ target, created }) => fits(target, created));
}

type Dated = Candidate & { readonly created: number };

const unused: Readonly<Record<TargetKind, (turn: Turn, filters: Filters) => Promise<Dated[]>>> = {
  container: async ({ socket: { parts }, signal }) => {
    const status = ["created", "exited", "dead"];
    const { value } = await parts.reader.containers({
      all: true,
      size: true,
      filters: { status },
      fresh: true,
      signal,
    });
    return value.map((one) => ({ target: parts.targetOf.container(one), size: one.SizeRw ?? 0, created: one.Created }));
  },
  image: async ({ socket: { parts }, signal }, filters) => {
    const all = filters["dangling"]?.some((value) => ["0", "false"].includes(value)) ?? false;
    const [images, containers] = await Promise.all([
      parts.reader.images({ fresh: true, signal, ...(all ? {} : { filters: { dangling: ["true"] } }) }),
      parts.reader.containers({ all: true, fresh: true, signal }),
    ]);
    const used = new Set(containers.value.map(({ ImageID }) => ImageID));
    return images.value
      .filter(({ Id }) => !used.has(Id))
      .map((one) => ({ target: parts.targetOf.image(one), size: one.Size, created: one.Created }));
  },
  volume: async ({ socket: { parts }, signal }, filters) => {
    const { value } = await parts.reader.volumes({ filters: { dangling: ["true"] }, fresh: true, signal });
    // Since API 1.42 named volumes are pruned only when that is asked for.
    const [, minor] = (await parts.engine.apiVersion(signal)).split(".");
    const named = Number(minor) < 42 || (filters["all"] ?? []).some((all) => all === "1" || all === "true");
    const chosen = value.filter(({ Labels }) => named || Labels?.["com.docker.volume.anonymous"] !== undefined);
    return chosen.map((one) => ({ target: parts.targetOf.volume(one), size: 0, created: 0 }));
  },
  network: async ({ socket: { parts }, signal }) => {
    const { value } = await parts.reader.networks({ filters: { dangling: ["true"] }, fresh: true, signal });
    return value.map((one) => ({
      target: parts.targetOf.network(one),
      size: 0,
      created: Date.parse(one.Created) / 1000,
    }));
  },
};

/** `until`, `label` and `label!` of a prune. Throws INPUT_INVALID for a moment that can't be read. */
function readPruneFilters(filters: Filters): (target: Target, created: number) => boolean {
  const untils = (filters["until"] ?? []).map(readUntil);
  const has = ({ labels }: Target, wanted: string): boolean => {
    const equals = wanted.indexOf("=");
    if (equals < 0) return Object.hasOwn(labels, wanted);
    return labels[wanted.slice(0, equals)] === wanted.slice(equals + 1);
  };
  return (target, created) =>
    untils.every((until) => created < until) &&
    (filters["label"] ?? []).every((wanted) => has(target, wanted)) &&
    !(filters["label!"] ?? []).some((wanted) => has(target, wanted));
}

/** Unix seconds of a moment: a number, a date, or a duration before now. */
function readUntil(text: string): number {
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return Number(text);
  const date = Date.parse(text);
  if (/^[0-9]{4}-/.test(text) && !Number.isNaN(date)) return date / 1000;
  try {
    return (Date.now() - parseDuration(text)) / 1000;
  } catch (cause) {
    throw new GnosisError("INPUT_INVALID", `'${text}' is no moment.`, { where: "filters.until", cause });
  }
}
