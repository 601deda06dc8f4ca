import { type Catalogue, createCatalogue } from "../catalogue/catalogue.ts";
import { containerChanges } from "./container/changes.ts";
import { containerCommit } from "./container/commit.ts";
import { containerCreate } from "./container/create.ts";
import { containerDiagnose } from "./container/diagnose.ts";
import { containerDownload } from "./container/download.ts";
import { containerExec } from "./container/exec/exec.ts";
import { containerExport } from "./container/export.ts";
import { containerInspect } from "./container/inspect.ts";
import { containerKill } from "./container/kill.ts";
import { containerList } from "./container/list.ts";
import { containerLogs } from "./container/logs.ts";
import { containerPause } from "./container/pause.ts";
import { containerPrune } from "./container/prune.ts";
import { containerRemove } from "./container/remove.ts";
import { containerRename } from "./container/rename.ts";
import { containerRestart } from "./container/restart.ts";
import { containerRun } from "./container/run.ts";
import { containerStart } from "./container/start.ts";
import { containerStats } from "./container/stats.ts";
import { containerStop } from "./container/stop.ts";
import { containerTop } from "./container/top.ts";
import { containerUnpause } from "./container/unpause.ts";
import { containerUpdate } from "./container/update.ts";
import { containerUpload } from "./container/upload.ts";
import { containerWait } from "./container/wait.ts";
import { hostDiagnose } from "./host/diagnose.ts";
import { logSearch } from "./log/search.ts";
import { logWait } from "./log/wait.ts";

/** Every operation of the product: a new one is its own file and one line here. */
export const operations = [
  containerList,
  containerInspect,
  containerCreate,
  containerRun,
  containerStart,
  containerStop,
  containerRestart,
  containerKill,
  containerPause,
  containerUnpause,
  containerRename,
  containerUpdate,
  containerRemove,
  containerWait,
  containerTop,
  containerChanges,
  containerLogs,
  containerStats,
  containerExec,
  containerUpload,
  containerDownload,
  containerExport,
  containerCommit,
  containerPrune,
  containerDiagnose,
  logSearch,
  logWait,
  hostDiagnose,
];

/** The catalogue of all operations. */
export const catalogue: Catalogue = createCatalogue(operations);
