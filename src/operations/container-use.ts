import type { StatsPoint } from "../engine/stats/history.ts";
import type { Sample } from "../engine/stats/sampler.ts";

/** What containers use, now and before. */
export interface ContainerUse {
  /** The newest sample, taken now only when there is none yet; nothing for a container that does not run. */
  readonly sample: (container: string) => Promise<Sample | undefined>;
  /** Samples as they are taken. */
  readonly follow: (container: string, signal: AbortSignal) => AsyncGenerator<Sample, void, void>;
  /** Every round of samples of all that runs, as it is taken. */
  readonly rounds: (signal: AbortSignal) => AsyncGenerator<readonly Sample[], void, void>;
  /** Periods of `seconds` between two moments (milliseconds since 1970), oldest first. */
  readonly history: (container: string, since: number, until: number, seconds: number) => readonly StatsPoint[];
}
