import type { Check } from "./check.ts";
import { image } from "./images.ts";
import { labels, unowned } from "./labels.ts";
import { cpuQuota, memory, memorySwap, nanoCpus, pids, restartPolicy, storageOpt, ulimits } from "./limits.ts";
import { logConfig } from "./log-config.ts";
import { binds, mounts, serviceMounts, tmpfs, volumes } from "./mounts.ts";
import { networkName, newVolume, workingDir } from "./names.ts";
import { connected, endpoints, extraHosts, ipam, networkMode, networkOptions } from "./networks.ts";
import { exposedPorts, portBindings, publishAll } from "./ports.ts";
import {
  capAdd,
  capDrop,
  groups,
  maskedPaths,
  oomScore,
  readonlyPaths,
  runtime,
  securityOpt,
  sysctls,
  user,
} from "./privileges.ts";
import { ipcMode, pidMode, volumesFrom } from "./shared-namespaces.ts";

/** Every check that a table names. */
export const checks: Readonly<Record<string, Check>> = {
  binds,
  capAdd,
  capDrop,
  connected,
  cpuQuota,
  endpoints,
  exposedPorts,
  extraHosts,
  groups,
  image,
  ipam,
  ipcMode,
  labels,
  logConfig,
  maskedPaths,
  memory,
  memorySwap,
  mounts,
  nanoCpus,
  networkMode,
  networkOptions,
  newVolume,
  networkName,
  oomScore,
  pidMode,
  pids,
  portBindings,
  publishAll,
  readonlyPaths,
  restartPolicy,
  runtime,
  securityOpt,
  serviceMounts,
  storageOpt,
  sysctls,
  tmpfs,
  ulimits,
  unowned,
  user,
  volumes,
  volumesFrom,
  workingDir,
};
