import type { Tool } from "../tool.ts";
import { approvalWait } from "./approvals.ts";
import {
  containerKill,
  containerPause,
  containerRecreate,
  containerRemove,
  containerRestart,
  containerStart,
  containerStop,
  containerUpdate,
} from "./change.ts";
import { hostPrune, objectCreate, objectRemove } from "./clean.ts";
import { containerDiagnose, hostDiagnose } from "./diagnose.ts";
import { networkDiagnose } from "./reach.ts";
import { imageBuild, imagePull, imagePush } from "./images.ts";
import { containerDiff } from "./diff.ts";
import { containerInspect } from "./inspect.ts";
import { containerList, objectList } from "./list.ts";
import { logSearch, logWait } from "./logs.ts";
import { containerStats } from "./measure.ts";
import { eventList, recordList } from "./past.ts";
import { containerExec, containerRun, containerWait } from "./run.ts";
import { sandboxUse } from "./sandbox.ts";
import { stackUse } from "./stack/stack-use.ts";

/** Every tool, in the order in which clients see them: first what looks, then what changes, last what cleans. */
export const toolTable: readonly Tool[] = [
  containerList,
  containerDiagnose,
  hostDiagnose,
  networkDiagnose,
  logSearch,
  logWait,
  containerInspect,
  containerDiff,
  containerStats,
  containerWait,
  objectList,
  eventList,
  recordList,
  containerStart,
  containerStop,
  containerRestart,
  containerKill,
  containerPause,
  containerRun,
  containerExec,
  containerRemove,
  containerUpdate,
  containerRecreate,
  imagePull,
  imageBuild,
  imagePush,
  objectCreate,
  objectRemove,
  hostPrune,
  sandboxUse,
  stackUse,
  approvalWait,
];
