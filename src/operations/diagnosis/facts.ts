import type { ContainerInspect } from "../../engine/model.ts";
import type { Level } from "../../kernel/log-level.ts";

/** Something that happened to a container, oldest first in every list. */
export interface Happening {
  /** Unix milliseconds. */
  readonly time: number;
  /** The engine's word: `die`, `kill`, `oom`, `start`, `health_status: unhealthy` … */
  readonly action: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Who asked for it through Gnosis Docker; absent when nobody did or it isn't known. */
  readonly by?: Asked;
}

/** A call that went through Gnosis Docker. */
export interface Asked {
  /** Name of who approved it, or the approval's id where only that is known. */
  readonly approvedBy?: string;
  /** Name of the token. */
  readonly caller: string;
  readonly surface: string;
  readonly operation: string;
  readonly record?: string;
}

/** A call on the container that Gnosis Docker recorded. */
export interface RecordedCall extends Asked {
  /** Unix milliseconds. */
  readonly time: number;
  readonly ok: boolean;
}

/** What a container uses, from the newest sample. */
export interface Use {
  /** Percent of one CPU. */
  readonly cpuPercent?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly memoryPeak?: number;
  readonly pids?: number;
}

/** One folded line of the container's output. */
export interface Said {
  readonly stream: "stdout" | "stderr";
  readonly level?: Level;
  readonly time: string;
  readonly text: string;
  readonly count: number;
}

/** Another container as far as it matters here. */
export interface Neighbour {
  readonly name: string;
  readonly state: string;
  /** Names under which other containers reach it. */
  readonly aliases: readonly string[];
  /** Host ports that it publishes: `8080/tcp`. */
  readonly publishes: readonly string[];
}

/** What came of trying a container's port. */
export interface Probe {
  /** Such as `80/tcp`. */
  readonly port: string;
  readonly outcome: "open" | "refused" | "unknown";
}

/** All that a diagnosis looks at; gathered by the operation, judged by pure rules. */
export interface Facts {
  /** Unix milliseconds. */
  readonly now: number;
  readonly inspect: ContainerInspect;
  readonly happenings: readonly Happening[];
  readonly calls: readonly RecordedCall[];
  readonly use?: Use;
  /** The last output, oldest first. */
  readonly said: readonly Said[];
  readonly neighbours: readonly Neighbour[];
  readonly probes: readonly Probe[];
  /** False when the image is gone; absent when it wasn't looked for. */
  readonly imageThere?: boolean;
}
