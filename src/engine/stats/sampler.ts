import { GnosisError } from "../../kernel/errors.ts";
import { isLost } from "../../kernel/lost-engine.ts";
import { askedAtOnce } from "../at-once.ts";
import type { EngineClient } from "../client.ts";
import { compareApi } from "../api-version.ts";
import { eachOf } from "../live/each-of.ts";
import { enginePath } from "../path.ts";
import type { RawStats } from "./raw-stats.ts";
import { usageOf, type Usage } from "./usage.ts";

/** Milliseconds after a look in which samples are taken at the short interval. */
const attention = 15_000;
/** Samples asked for at once: the engine answers all that wait at the same tick of its own clock. */
const atOnce = 256;
/** Milliseconds that one sample may take: engines without one-shot samples need two seconds. */
const patience = 10_000;

/** One sample of one container. */
export interface Sample extends Usage {
  readonly container: string;
  /** The engine's own answer, with the CPU counters of the sample before as `precpu_stats`. */
  readonly raw: RawStats;
}

/** What the sampler needs. */
export interface SamplerOptions {
  readonly client: EngineClient;
  /** Full ids of what runs now; nothing as long as that is not known. */
  readonly running: () => readonly string[] | undefined;
  /** Milliseconds between samples while somebody looks, and otherwise. */
  readonly watchedInterval: number;
  readonly idleInterval: number;
  /** Told of every round. */
  readonly taken?: (samples: readonly Sample[]) => void;
}

/** Samples all running containers together on one clock, so that a question about use never waits for a second sample. */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #latest = new Map<string, Sample>();
  /** Who listens, and the one container that they listen for. */
  readonly #listeners = new Map<(samples: readonly Sample[] | GnosisError) => void, string | undefined>();
  readonly #stop = new AbortController();
  #lookedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #sampling = false;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedule();
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  /** The newest sample; looking at it makes the next ones come more often for a while. */
  latest(container: string): Sample | undefined {
    this.#look();
    return this.#latest.get(container);
  }

  /** The newest sample, taken now only when there is none yet; nothing for a container that does not run. */
  async sample(container: string): Promise<Sample | undefined> {
    const known = this.latest(container);
    return known ?? this.#take(container);
  }

  /**
   * Samples of one container as they are taken, until the signal. A slow reader gets the newest and misses those between; a lost engine
   * ends it with the engine's error.
   */
  async *follow(container: string, signal: AbortSignal): AsyncGenerator<Sample, void, void> {
    let newest = await this.sample(container);
    let wake = () => {};
    let lost: GnosisError | undefined;
    const listener = (samples: readonly Sample[] | GnosisError) => {
      this.#look();
      if (samples instanceof GnosisError) lost = samples;
      else newest = samples.find((sample) => sample.container === container) ?? newest;
      wake();
    };
    const onAbort = () => wake();
    this.#listeners.set(listener, container);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      while (!signal.aborted && !this.#stop.signal.aborted) {
        if (newest) {
          const sample = newest;
          newest = undefined;
          yield sample;
          continue;
        }
        if (lost) throw lost;
        if (this.#options.running()?.includes(container) === false) return;
        await new Promise<void>((done) => (wake = done));
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Every round of samples as it is taken, until the signal; first what is known. A slow reader gets the newest round; a lost engine ends it with the engine's error. */
  async *rounds(signal: AbortSignal): AsyncGenerator<readonly Sample[], void, void> {
    let newest: readonly Sample[] | undefined = [...this.#latest.values()];
    let wake = () => {};
    let lost: GnosisError | undefined;
    const listener = (samples: readonly Sample[] | GnosisError) => {
      if (samples instanceof GnosisError) lost = samples;
      else newest = samples;
      wake();
    };
    const onAbort = () => wake();
    this.#listeners.set(listener, undefined);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#schedule();
    try {
      while (!signal.aborted && !this.#stop.signal.aborted) {
        if (lost) throw lost;
        if (newest === undefined) await new Promise<void>((done) => (wake = done));
        const round = newest;
        newest = undefined;
        if (round !== undefined) yield round;
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener("abort", onAbort);
    }
  }

  #look(): void {
    const wasIdle = !this.#isWatched();
    this.#lookedAt = Date.now();
    if (wasIdle && this.#timer) this.#schedule();
  }

  #isWatched(): boolean {
    return this.#listeners.size > 0 || Date.now() - this.#lookedAt < attention;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted) return;
    const interval = this.#isWatched() ? this.#options.watchedInterval : this.#options.idleInterval;
    // Ticks lie on multiples of the interval, so that all servers' and containers' samples fit together.
    const wait = interval - (Date.now() % interval);
    this.#timer = setTimeout(() => void this.#tick(), wait);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    if (this.#sampling) return;
    this.#sampling = true;
    try {
      await this.#sampleAll();
    } catch {
      // A round that can't be kept (a full disk) is lost; the next one is taken all the same.
    }
    this.#sampling = false;
    this.#schedule();
  }

  /** What is followed: it is asked for even while nobody knows what runs, so that a lost engine is told. */
  #followed(): string[] {
    return [...new Set(this.#listeners.values())].filter((container) => container !== undefined);
  }

  async #sampleAll(): Promise<void> {
    const running = this.#options.running() ?? this.#followed();
    const now = new Set(running);
    for (const container of this.#latest.keys()) if (!now.has(container)) this.#latest.delete(container);
    const samples: Sample[] = [];
    let lost: unknown;
    await eachOf(running, askedAtOnce(this.#options.client, atOnce), async (container) => {
      if (isLost(lost) && lost.code === "ENGINE_UNREACHABLE") return;
      const sample = await this.#take(container).catch((error: unknown) => void (lost = error));
      if (sample) samples.push(sample);
    });
    if (samples.length === 0) {
      if (isLost(lost)) for (const listener of this.#listeners.keys()) listener(lost);
      return;
    }
    for (const listener of this.#listeners.keys()) listener(samples);
    this.#options.taken?.(samples);
  }

  async #take(container: string): Promise<Sample | undefined> {
    const { client } = this.#options;
    const oneShot = compareApi(await client.apiVersion(), "1.41") >= 0;
    const raw = await client.json<RawStats | null>("GET", enginePath`/containers/${container}/stats`, {
      query: { stream: false, ...(oneShot && { "one-shot": true }) },
      signal: this.#stop.signal,
      timeout: patience,
    });
    // A container that does not run has a sample of the year 1, on Podman none.
    if (raw?.read === undefined || raw.read.startsWith("0001-")) return undefined;
    const before = this.#latest.get(container);
    const precpu = before?.raw.cpu_stats ?? (oneShot ? undefined : raw.precpu_stats);
    const usage = usageOf(raw, before ?? (precpu && { ...usageOf(raw), raw: { cpu_stats: precpu } }));
    const sample = { ...usage, container, raw: { ...raw, ...(precpu && { precpu_stats: precpu }) } };
    this.#latest.set(container, sample);
    return sample;
  }
}
