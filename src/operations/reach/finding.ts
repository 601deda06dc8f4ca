import type { Certainty } from "../diagnosis/finding.ts";

/** What can stand between two ends, or be mistaken about them. */
export const obstacles = [
  "not_running",
  "paused",
  "no_network",
  "no_shared_network",
  "containers_isolated",
  "internal_network",
  "no_masquerade",
  "not_published",
  "published_on_loopback",
  "nothing_listens",
  "host_port_used_inside",
  "no_names",
  "shared_name",
  "unhealthy",
] as const;

export type Obstacle = (typeof obstacles)[number];

/** `through_host`: not straight, but by a port that is published on the host. */
export const answers = ["yes", "no", "through_host", "unknown"] as const;
export type Reachable = (typeof answers)[number];

/** One thing that is in the way, or that is to be known. */
export interface ReachFinding {
  readonly cause: Obstacle;
  readonly certainty: Certainty;
  /** One sentence. */
  readonly text: string;
  /** Facts that it rests on beside those of the whole answer, each one short line. */
  readonly evidence: readonly string[];
  /** What to do about it. */
  readonly next: string;
}

/** What one rule says of the way from one end to the other, leaving aside whether they run and listen. */
export interface Way {
  readonly reachable: Reachable;
  readonly certainty: Certainty;
  /** What to write as the address, with a note: `db:5432 (network shop_default)`. */
  readonly addresses: readonly string[];
  readonly findings: readonly ReachFinding[];
}

/** The judgement of all facts. */
export interface ReachVerdict extends Way {
  readonly summary: string;
  readonly evidence: readonly string[];
}
