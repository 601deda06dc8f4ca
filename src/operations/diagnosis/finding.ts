/** Causes that a diagnosis can name. */
export const causes = [
  "out_of_memory",
  "stopped_on_request",
  "killed",
  "crash_loop",
  "exited_with_error",
  "finished",
  "command_not_found",
  "command_not_executable",
  "start_failed",
  "port_taken",
  "mount_failed",
  "image_missing",
  "wrong_port",
  "unhealthy",
  "disk_full",
  "dependency_unreachable",
  "permission_denied",
  "paused",
  "not_started",
  "near_memory_limit",
  "near_process_limit",
] as const;

export type Cause = (typeof causes)[number];

/** `certain`: an engine fact says so; `likely`: facts agree; `possible`: one weak sign. */
export const certainties = ["certain", "likely", "possible"] as const;
export type Certainty = (typeof certainties)[number];

/** One thing that is wrong, or that explains the state. */
export interface Finding {
  readonly cause: Cause;
  readonly certainty: Certainty;
  /** One sentence. */
  readonly text: string;
  /** Facts that it rests on, each one short line. */
  readonly evidence: readonly string[];
  /** What to do next. */
  readonly next: string;
  /** Higher comes first. */
  readonly weight: number;
}
