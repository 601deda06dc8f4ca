import { policyUpdate } from "./policy/update.ts";
import { policyRestore } from "./policy/restore.ts";
import { policyHistory } from "./policy/history.ts";
import { policyDiff } from "./policy/diff.ts";
import { templateList } from "./template/list.ts";
import { fileList } from "./file/list.ts";
import { fileInspect } from "./file/inspect.ts";
import { fileDownload } from "./file/download.ts";
import { settingList } from "./setting/list.ts";
import { storeUsage } from "./store/usage.ts";
import { terminalOpen } from "./terminal/open.ts";
import { cachePrune } from "./cache/prune.ts";
import { pruneApply } from "./prune/apply.ts";
import { prunePlan } from "./prune/plan.ts";
import { trashEmpty } from "./trash/empty.ts";
import { trashList } from "./trash/list.ts";
import { undoPlan } from "./undo/plan.ts";
import { undoRun } from "./undo/run.ts";
import { trashRestore } from "./trash/restore.ts";
import { type Catalogue, createCatalogue } from "../catalogue/catalogue.ts";
import { approvalList } from "./approval/list.ts";
import { approvalInspect } from "./approval/inspect.ts";
import { approvalWait } from "./approval/wait.ts";
import { approvalApprove } from "./approval/approve.ts";
import { approvalDeny } from "./approval/deny.ts";
import { approvalEdit } from "./approval/edit.ts";
import { approvalExtend } from "./approval/extend.ts";
import { approvalPreview } from "./approval/preview.ts";
import { approvalCancel } from "./approval/cancel.ts";
import { freezeList } from "./freeze/list.ts";
import { freezeCreate } from "./freeze/create.ts";
import { freezeLift } from "./freeze/lift.ts";
import { endpointCheck } from "./endpoint/check.ts";
import { endpointList } from "./endpoint/list.ts";
import { auditExport } from "./audit/export.ts";
import { auditInspect } from "./audit/inspect.ts";
import { auditList } from "./audit/list.ts";
import { auditSearch } from "./audit/search.ts";
import { auditVerify } from "./audit/verify.ts";
import { buildInspect } from "./build/inspect.ts";
import { buildList } from "./build/list.ts";
import { buildStart } from "./build/start.ts";
import { containerChanges } from "./container/changes.ts";
import { containerCommit } from "./container/commit.ts";
import { containerCreate } from "./container/create.ts";
import { containerDiagnose } from "./container/diagnose.ts";
import { containerDiff } from "./container/diff.ts";
import { containerDownload } from "./container/download.ts";
import { containerExec } from "./container/exec/exec.ts";
import { containerExport } from "./container/export.ts";
import { containerHistory } from "./container/history.ts";
import { containerInspect } from "./container/inspect.ts";
import { containerKill } from "./container/kill.ts";
import { containerList } from "./container/list.ts";
import { containerLogs } from "./container/logs.ts";
import { containerPause } from "./container/pause.ts";
import { containerPrune } from "./container/prune.ts";
import { containerRecreate } from "./container/recreate.ts";
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
import { eventFollow } from "./event/follow.ts";
import { eventList } from "./event/list.ts";
import { hostDiagnose } from "./host/diagnose.ts";
import { imageBuild } from "./image/build.ts";
import { imageHistory } from "./image/history.ts";
import { imageImport } from "./image/import.ts";
import { imageInspect } from "./image/inspect.ts";
import { imageList } from "./image/list.ts";
import { imageLoad } from "./image/load.ts";
import { imagePrune } from "./image/prune.ts";
import { imagePull } from "./image/pull.ts";
import { imagePush } from "./image/push.ts";
import { imageRemove } from "./image/remove.ts";
import { imageSave } from "./image/save.ts";
import { imageSearch } from "./image/search.ts";
import { imageTag } from "./image/tag.ts";
import { logHistory } from "./log/history.ts";
import { logList } from "./log/list.ts";
import { logSearch } from "./log/search.ts";
import { logWait } from "./log/wait.ts";
import { networkConnect } from "./network/connect.ts";
import { networkCreate } from "./network/create.ts";
import { networkDiagnose } from "./network/diagnose.ts";
import { networkDisconnect } from "./network/disconnect.ts";
import { networkInspect } from "./network/inspect.ts";
import { networkList } from "./network/list.ts";
import { networkPrune } from "./network/prune.ts";
import { networkRemove } from "./network/remove.ts";
import { policyCheck } from "./policy/check.ts";
import { policyExplain } from "./policy/explain.ts";
import { policyInspect } from "./policy/inspect.ts";
import { policyPreview } from "./policy/preview.ts";
import { policyTest } from "./policy/test.ts";
import { statsFollow } from "./stats/follow.ts";
import { statsHistory } from "./stats/history.ts";
import { systemEvents } from "./system/events.ts";
import { systemHealth } from "./system/health.ts";
import { systemInfo } from "./system/info.ts";
import { systemPing } from "./system/ping.ts";
import { systemUsage } from "./system/usage.ts";
import { systemVersion } from "./system/version.ts";
import { stackList } from "./stack/list.ts";
import { stackInspect } from "./stack/inspect.ts";
import { stackHistory } from "./stack/history.ts";
import { stackCheck } from "./stack/check.ts";
import { stackPlan } from "./stack/plan.ts";
import { stackSave } from "./stack/save.ts";
import { stackUp } from "./stack/up.ts";
import { stackDown } from "./stack/down.ts";
import { stackRestore } from "./stack/restore.ts";
import { stackRemove } from "./stack/remove.ts";
import { tokenCreate } from "./token/create.ts";
import { tokenLink } from "./token/link.ts";
import { tokenList } from "./token/list.ts";
import { sessionList } from "./session/list.ts";
import { sessionInspect } from "./session/inspect.ts";
import { sessionExport } from "./session/export.ts";
import { tokenRevoke } from "./token/revoke.ts";
import { tokenRotate } from "./token/rotate.ts";
import { sandboxCreate } from "./sandbox/create.ts";
import { sandboxExec } from "./sandbox/exec.ts";
import { sandboxInspect } from "./sandbox/inspect.ts";
import { sandboxList } from "./sandbox/list.ts";
import { sandboxRemove } from "./sandbox/remove.ts";
import { volumeCreate } from "./volume/create.ts";
import { volumeInspect } from "./volume/inspect.ts";
import { volumeList } from "./volume/list.ts";
import { volumePrune } from "./volume/prune.ts";
import { volumeRemove } from "./volume/remove.ts";

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
  containerRecreate,
  containerRemove,
  containerWait,
  containerTop,
  containerChanges,
  containerLogs,
  containerHistory,
  containerDiff,
  containerStats,
  containerExec,
  containerUpload,
  terminalOpen,
  fileList,
  fileInspect,
  fileDownload,
  settingList,
  storeUsage,
  policyUpdate,
  policyRestore,
  policyHistory,
  policyDiff,
  templateList,
  containerDownload,
  containerExport,
  containerCommit,
  containerPrune,
  containerDiagnose,
  imageList,
  imageSearch,
  imageInspect,
  imageHistory,
  imagePull,
  imagePush,
  imageTag,
  imageBuild,
  imageRemove,
  imageSave,
  imageLoad,
  imageImport,
  imagePrune,
  buildList,
  buildInspect,
  buildStart,
  volumeList,
  volumeInspect,
  volumeCreate,
  volumeRemove,
  volumePrune,
  networkList,
  networkInspect,
  networkCreate,
  networkRemove,
  networkPrune,
  networkConnect,
  networkDisconnect,
  networkDiagnose,
  logHistory,
  logList,
  logSearch,
  logWait,
  hostDiagnose,
  eventList,
  eventFollow,
  systemEvents,
  systemHealth,
  systemInfo,
  systemPing,
  systemUsage,
  systemVersion,
  endpointList,
  endpointCheck,
  auditList,
  auditInspect,
  auditExport,
  auditVerify,
  auditSearch,
  tokenList,
  tokenCreate,
  tokenRevoke,
  policyInspect,
  policyCheck,
  policyExplain,
  policyPreview,
  policyTest,
  statsHistory,
  prunePlan,
  pruneApply,
  cachePrune,
  statsFollow,
  trashList,
  trashRestore,
  trashEmpty,
  tokenRotate,
  tokenLink,
  sessionList,
  sessionInspect,
  sessionExport,
  approvalList,
  approvalInspect,
  approvalWait,
  approvalApprove,
  approvalDeny,
  approvalPreview,
  approvalEdit,
  approvalExtend,
  approvalCancel,
  freezeList,
  freezeCreate,
  freezeLift,
  undoPlan,
  undoRun,
  sandboxList,
  sandboxInspect,
  sandboxCreate,
  sandboxExec,
  sandboxRemove,
  stackList,
  stackInspect,
  stackHistory,
  stackCheck,
  stackPlan,
  stackSave,
  stackUp,
  stackDown,
  stackRestore,
  stackRemove,
];

/** The catalogue of all operations. */
export const catalogue: Catalogue = createCatalogue(operations);
