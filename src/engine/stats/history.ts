import type { Store } from "../../store/store.ts";
import { Bucket, type Averages } from "./bucket.ts";
import type { Sample } from "./sampler.ts";

/** One length of period, and how long its averages are kept; both in seconds. */
export interface Tier {
  readonly seconds: number;
  readonly kept: number;
}

const hour = 3600;
const day = 24 * hour;

/** 10 s for an hour, a minute for a day, 15 minutes for a month. */
export const tiers: readonly Tier[] = [
  { seconds: 10, kept: hour },
  { seconds: 60, kept: day },
  { seconds: 15 * 60, kept: 30 * day },
];

/** One period of a container's use. */
export interface StatsPoint extends Averages {
  /** Its beginning, milliseconds since 1970. */
  readonly time: number;
}

/** Milliseconds between cuts of what is too old or too much. */
const cutInterval = 60_000;

/** Keeps what containers used, in periods that get longer with age; bounded by age and number. */
export class StatsHistory {
  readonly #store: Store;
  readonly #maxPoints: number;
  readonly #open = new Map<string, Bucket>();
  readonly #numbers = new Map<string, number>();
  readonly #ended: Bucket[] = [];
  #cutAt = 0;

  /** `maxPoints` is the most periods that are kept of all containers and lengths together; about 100 bytes each. */
  constructor(store: Store, maxPoints: number) {
    this.#store = store;
    this.#maxPoints = maxPoints;
  }

  /** Adds a round of samples; periods that ended are written. */
  add(samples: readonly Sample[], now: number = Date.now()): void {
    for (const sample of samples) {
      for (const { seconds } of tiers) {
        const key = `${seconds} ${sample.container}`;
        const start = Math.floor(now / 1000 / seconds) * seconds;
        const bucket = this.#open.get(key);
        if (bucket?.start === start) bucket.add(sample);
        else {
          if (bucket) this.#ended.push(bucket);
          this.#open.set(key, new Bucket(sample.container, seconds, start, sample));
        }
      }
    }
    this.#write(now);
  }

  /** Periods of one container between two moments (milliseconds since 1970), oldest first, at the finest length that reaches back so far. */
  between(container: string, since: number, until: number, seconds: number): StatsPoint[] {
    const rows = this.#store
      .prepare(
        `SELECT time, samples, cpu, cpu_peak AS cpuPeak, memory, memory_peak AS memoryPeak, memory_limit AS memoryLimit, received, sent, read, written, pids
         FROM stats_point JOIN stats_container ON number = container
         WHERE tier = ? AND id = ? AND time >= ? AND time < ? ORDER BY time`,
      )
      .all(seconds, container, Math.floor(since / 1000), Math.ceil(until / 1000)) as unknown as StatsPoint[];
    const points = rows.map((row) => ({ ...row, time: row.time * 1000 }));
    const open = this.#open.get(`${seconds} ${container}`);
    if (open && open.start * 1000 < until) points.push({ ...open.averages(), time: open.start * 1000 });
    return points;
  }

  /** Writes what is open, at the end. */
  close(): void {
    this.#ended.push(...this.#open.values());
    this.#open.clear();
    this.#write(Date.now());
  }

  #write(now: number): void {
    for (const [key, bucket] of this.#open) {
      // Of a container that stopped no sample comes that would end its period.
      if ((bucket.start + bucket.seconds * 2) * 1000 < now) {
        this.#ended.push(bucket);
        this.#open.delete(key);
      }
    }
    const cut = now - this.#cutAt > cutInterval;
    if (this.#ended.length === 0 && !cut) return;
    const ended = this.#ended.splice(0);
    this.#store.transaction(() => {
      const insert = this.#store.prepare(
        "INSERT OR REPLACE INTO stats_point VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      );
      for (const bucket of ended) {
        const { samples, cpu, cpuPeak, memory, memoryPeak, memoryLimit, received, sent, read, written, pids } =
          bucket.averages();
        const about = [bucket.seconds, this.#numberOf(bucket.container), bucket.start, samples] as const;
        insert.run(...about, cpu, cpuPeak, memory, memoryPeak, memoryLimit, received, sent, read, written, pids);
      }
      if (cut) this.#cut(now);
    }, "lazy");
  }

  #numberOf(container: string): number {
    let number = this.#numbers.get(container);
    if (number === undefined) {
      this.#store.prepare("INSERT OR IGNORE INTO stats_container (id) VALUES (?)").run(container);
      const row = this.#store.prepare("SELECT number FROM stats_container WHERE id = ?").get(container);
      number = (row as { number: number }).number;
      this.#numbers.set(container, number);
    }
    return number;
  }

  #cut(now: number): void {
    this.#cutAt = now;
    for (const { seconds, kept } of tiers) {
      const oldest = Math.floor(now / 1000) - kept;
      this.#store.prepare("DELETE FROM stats_point WHERE tier = ? AND time < ?").run(seconds, oldest);
    }
    const { points } = this.#store.prepare("SELECT count(*) AS points FROM stats_point").get() as { points: number };
    if (points > this.#maxPoints) {
      // The finest periods go first: the longer ones still tell of the same time.
      this.#store
        .prepare(
          `DELETE FROM stats_point WHERE (tier, container, time) IN
           (SELECT tier, container, time FROM stats_point ORDER BY tier, time LIMIT ?)`,
        )
        .run(points - this.#maxPoints);
    }
    this.#store.prepare("DELETE FROM stats_container WHERE number NOT IN (SELECT container FROM stats_point)").run();
    this.#numbers.clear();
  }
}
