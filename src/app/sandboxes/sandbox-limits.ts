import type { Settings } from "../../config/settings.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { formatDuration } from "../../kernel/durations.ts";
import { formatSize } from "../../kernel/sizes.ts";
import type { NewSandbox, SandboxLimits } from "../../operations/sandbox-desk.ts";

/** The settings that bound a sandbox. */
export type SandboxSettings = Pick<
  Settings,
  | "sandboxImage"
  | "sandboxesAtMost"
  | "sandboxTime"
  | "sandboxMemory"
  | "sandboxCpus"
  | "sandboxPids"
  | "sandboxDisk"
  | "sandboxLabels"
  | "dataDir"
>;

const gib = 1024 ** 3;
/** What a sandbox gets that says nothing. */
const usual: SandboxLimits = { cpus: 2, memory: 2 * gib, pids: 2048, disk: 10 * gib };
const usualTime = 4 * 3_600_000;
/** Below that no engine starts. */
const least = { memory: 128 * 1024 ** 2, disk: 64 * 1024 ** 2, time: 1_000 };

interface Bound {
  readonly field: string;
  readonly setting: string;
  readonly least: number;
  readonly most: number;
  readonly show: (value: number) => string;
}

function within(wanted: number | undefined, usualValue: number, { field, setting, least, most, show }: Bound): number {
  if (wanted === undefined) return Math.min(usualValue, most);
  if (wanted >= least && wanted <= most) return wanted;
  throw new GnosisError("INPUT_INVALID", `${field} is from ${show(least)} to ${show(most)}.`, {
    where: field,
    next: wanted > most ? `Ask for less, or have the setting ${setting} raised.` : "Ask for more.",
  });
}

/** The limits of a new sandbox. INPUT_INVALID for one beyond the settings. */
export function limitsOf({ limits }: Pick<NewSandbox, "limits">, settings: SandboxSettings): SandboxLimits {
  const { sandboxCpus, sandboxMemory, sandboxPids, sandboxDisk } = settings;
  return {
    cpus: within(limits.cpus, usual.cpus, bound("cpus", "sandboxCpus", 0.1, sandboxCpus, String)),
    memory: within(
      limits.memory,
      usual.memory,
      bound("memory", "sandboxMemory", least.memory, sandboxMemory, formatSize),
    ),
    pids: within(limits.pids, usual.pids, bound("pids", "sandboxPids", 64, sandboxPids, String)),
    disk: within(limits.disk, usual.disk, bound("disk", "sandboxDisk", least.disk, sandboxDisk, formatSize)),
  };
}

const bound = (
  field: string,
  setting: string,
  lowest: number,
  most: number,
  show: (value: number) => string,
): Bound => ({ field, setting, least: lowest, most, show });

/** Milliseconds that a new sandbox lasts. INPUT_INVALID for more than the settings allow. */
export function timeOf({ time }: Pick<NewSandbox, "time">, settings: SandboxSettings): number {
  return within(time, usualTime, bound("time", "sandboxTime", least.time, settings.sandboxTime, formatDuration));
}
