/** One step of a pull or build, as the engine tells it. */
export interface Step {
  readonly message: string;
  /** The layer that it is about. */
  readonly id?: string;
  readonly done?: number;
  readonly total?: number;
}

/** How far it is, as far as the engine has said. */
export interface Progress {
  /** Bytes of the layers whose size is known. */
  readonly done: number;
  readonly total: number;
  readonly layers: ReadonlyMap<string, Layer>;
  /** Of a build: the step it is at, and how many there are. */
  readonly step?: readonly [number, number];
  readonly last: string;
  readonly lines: readonly string[];
}
interface Layer {
  readonly word: string;
  readonly done: number;
  readonly total: number;
}

export const nothing: Progress = { done: 0, total: 0, layers: new Map(), last: "", lines: [] };

/** Lines of the builder that are kept. */
const most = 500;
const ready = /^(?:Pull complete|Already exists|Download complete)/;

/** Adds a step. A layer counts as fetched only when the engine says so; unpacking is no downloading, and does not move the bar back. */
export function advance(before: Progress, { message, id, done, total }: Step): Progress {
  const lines = id === undefined ? [...before.lines, message].slice(-most) : before.lines;
  const at = /^Step (\d+)\/(\d+)/.exec(message);
  const step = at === null ? before.step : ([Number(at[1]), Number(at[2])] as const);
  const layers = new Map(before.layers);
  const word = message.replace(/\s*\[.*$/, "");
  if (id !== undefined && /^[0-9a-f]{6,}$/.test(id)) {
    const old = layers.get(id) ?? { word, done: 0, total: 0 };
    const downloads = word === "Downloading" && total !== undefined;
    const size = downloads ? total : old.total;
    layers.set(id, {
      word,
      total: size,
      done: ready.test(word) ? size : downloads ? Math.max(old.done, done ?? 0) : old.done,
    });
  }
  const all = [...layers.values()];
  return {
    layers,
    lines,
    last: id === undefined ? message : `${id}: ${word}`,
    done: all.reduce((sum, layer) => sum + layer.done, 0),
    total: all.reduce((sum, layer) => sum + layer.total, 0),
    ...(step === undefined ? {} : { step }),
  };
}

/** Layers that are there. */
export const fetched = ({ layers }: Progress): number =>
  [...layers.values()].filter(({ word }) => ready.test(word) && !word.startsWith("Download")).length;
