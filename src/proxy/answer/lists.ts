import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { Filters, Reading } from "../../engine/reader.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { finishWith } from "../forward/finish.ts";
import type { Turn } from "../forward/turn.ts";
import { withoutOwner } from "./own-label.ts";
import { writeList } from "./write.ts";

/** The filters of a list as the reader takes them. */
export function filtersOf(turn: Turn): { filters?: Filters } {
  const { filters } = turn.query.values;
  return filters === undefined ? {} : { filters: JSON.parse(filters) as Filters };
}

/** Objects that a list is to stand before or after: one that is out of scope must be as absent as one that isn't there. */
const landmarkKeys = ["before", "since"] as const;

/** Lets landmarks be found in scope, and gives the filters with their full ids: a reference could mean another one to the engine. */
async function admitLandmarks(
  turn: Turn,
  kind: TargetKind,
): Promise<{ permit: Awaited<ReturnType<typeof admitTurn>>; filters?: Filters }> {
  const { filters } = filtersOf(turn);
  const named = landmarkKeys.flatMap((key) => (filters?.[key] ?? []).map((reference) => ({ key, reference })));
  const permit = await admitTurn(turn, { targets: named.map(({ reference }) => ({ kind, reference })) });
  if (filters === undefined) return { permit };
  const ids = permit.targets.map(({ id }) => id);
  const found = landmarkKeys.flatMap((key): [string, string[]][] => {
    const list = ids.filter((_, index) => named[index]?.key === key);
    return list.length === 0 ? [] : [[key, list]];
  });
  return { permit, filters: { ...filters, ...Object.fromEntries(found) } };
}

/** Whether the caller may see an object. */
export const seenBy =
  (turn: Turn) =>
  (target: Target): boolean =>
    turn.socket.parts.guard.sees(turn.caller, target, turn.socket.endpoint);

const plain = <T extends object>(kind: TargetKind, list: readonly T[]): T[] =>
  list.map((one) => withoutOwner(kind, one));

const isOn = (value: string | undefined): boolean => value === "1";

/** `GET /containers/json`: what the caller may see, and only then the limit. */
export async function listContainers(turn: Turn): Promise<void> {
  const { parts } = turn.socket;
  const { values } = turn.query;
  const { permit, filters } = await admitLandmarks(turn, "container");
  const limit = Number(values["limit"] ?? 0);
  await finishWith(permit, async () => {
    const { value } = await parts.reader.containers({
      all: isOn(values["all"]) || limit > 0,
      size: isOn(values["size"]),
      signal: turn.signal,
      ...(filters === undefined ? {} : { filters }),
    });
    const sees = seenBy(turn);
    const seen = value.filter((summary) => sees(parts.targetOf.container(summary)));
    writeList(turn.response, plain("container", limit > 0 ? seen.slice(0, limit) : seen));
  });
}

/** `GET /images/json`. */
export async function listImages(turn: Turn): Promise<void> {
  const { parts } = turn.socket;
  const { values } = turn.query;
  const { permit, filters } = await admitLandmarks(turn, "image");
  // Only the engine computes these.
  const computed = ["shared-size", "manifests", "identity", "digests"].some((key) => isOn(values[key]));
  await finishWith(permit, async () => {
    const images = computed
      ? await parts.engine.json<Awaited<ReturnType<typeof parts.reader.images>>["value"]>("GET", "/images/json", {
          query: { ...values, ...(filters === undefined ? {} : { filters: JSON.stringify(filters) }) },
          signal: turn.signal,
        })
      : (
          await parts.reader.images({
            all: isOn(values["all"]),
            signal: turn.signal,
            ...(filters === undefined ? {} : { filters }),
          })
        ).value;
    const sees = seenBy(turn);
    const seen = images.filter((summary) => sees(parts.targetOf.image(summary)));
    writeList(turn.response, plain("image", seen));
  });
}

/** `GET /volumes`. */
export async function listVolumes(turn: Turn): Promise<void> {
  const { parts } = turn.socket;
  const { value, permit } = await readList(turn, (query) => parts.reader.volumes(query));
  await finishWith(permit, () => {
    const sees = seenBy(turn);
    const seen = value.filter((volume) => sees(parts.targetOf.volume(volume)));
    writeList(turn.response, plain("volume", seen), (list) => `{"Volumes":${list},"Warnings":null}`);
  });
}

/** `GET /networks`. */
export async function listNetworks(turn: Turn): Promise<void> {
  const { parts } = turn.socket;
  const { value, permit } = await readList(turn, (query) => parts.reader.networks(query));
  await finishWith(permit, () => {
    const sees = seenBy(turn);
    const seen = value.filter((network) => sees(parts.targetOf.network(network)));
    writeList(turn.response, plain("network", seen));
  });
}

async function readList<T>(
  turn: Turn,
  read: (query: { filters?: Filters; signal: AbortSignal }) => Promise<Reading<readonly T[]>>,
): Promise<{ value: readonly T[]; permit: Awaited<ReturnType<typeof admitTurn>> }> {
  const permit = await admitTurn(turn);
  try {
    const { value } = await read({ ...filtersOf(turn), signal: turn.signal });
    return { value, permit };
  } catch (thrown) {
    return finishWith(permit, () => {
      throw thrown;
    });
  }
}
