import { psArguments } from "../request/ps-arguments.ts";
import {
  bool,
  containerPath,
  dropped,
  filters,
  integer,
  lines,
  moment,
  newName,
  oneOf,
  signal,
  text,
  type QueryRules,
} from "../request/query-types.ts";
import { container, named, passed, refused, type Route } from "./route.ts";

const detachKeys = text(64, /^[a-zA-Z0-9@^[\],_\\-]*$/);
const attached: QueryRules = {
  ...{ detachKeys, logs: bool, stream: bool, stdin: bool, stdout: bool, stderr: bool },
  // docker-modem writes its own options among the engine's.
  hijack: dropped(bool),
};
const size: QueryRules = { h: integer, w: integer };
const stop: QueryRules = { t: integer, signal };
const checkpoints = "Checkpoints are experimental and write to the host.";

/** Routes below `/containers` and `/exec`, and the commit of a container. */
export const containerRoutes: readonly Route[] = [
  passed("ContainerList", "GET /containers/json", "container.list", {
    query: {
      ...{ all: bool, limit: integer, size: bool, trunc_cmd: dropped(bool) },
      filters: filters(
        ...["ancestor", "before", "expose", "exited", "health", "id", "isolation", "is-task", "label", "name"],
        ...["network", "publish", "since", "status", "volume"],
      ),
    },
    answer: "container-list",
  }),
  passed("ContainerCreate", "POST /containers/create", "container.create", {
    query: { name: newName, platform: text(128, /^[A-Za-z0-9_]+(\/[A-Za-z0-9_.-]*[A-Za-z0-9_-]){0,3}$/) },
    body: { json: "judged", kind: "container.create" },
    answer: "container-create",
  }),
  passed("ContainerPrune", "POST /containers/prune", "container.prune", {
    query: { filters: filters("until", "label", "label!") },
    answer: "prune",
  }),
  passed("ContainerInspect", "GET /containers/{id}/json", "container.inspect", {
    targets: container,
    query: { size: bool },
    answer: "container-inspect",
  }),
  passed("ContainerTop", "GET /containers/{id}/top", "container.top", {
    targets: container,
    query: { ps_args: psArguments },
  }),
  passed("ContainerLogs", "GET /containers/{id}/logs", "container.logs", {
    targets: container,
    query: {
      ...{ follow: bool, stdout: bool, stderr: bool, since: moment, until: moment, timestamps: bool, details: bool },
      tail: text(20, /^(all|-?[0-9]+)$/),
    },
    answer: "bytes",
  }),
  passed("ContainerChanges", "GET /containers/{id}/changes", "container.changes", { targets: container }),
  passed("ContainerExport", "GET /containers/{id}/export", "container.export", {
    targets: container,
    answer: "bytes",
  }),
  passed("ContainerStats", "GET /containers/{id}/stats", "container.stats", {
    targets: container,
    query: { stream: bool, "one-shot": bool },
    answer: "follow",
  }),
  passed("ContainerResize", "POST /containers/{id}/resize", "container.resize", { targets: container, query: size }),
  passed("ContainerStart", "POST /containers/{id}/start", "container.start", {
    targets: container,
    query: { detachKeys },
    answer: "container-change",
  }),
  passed("ContainerStop", "POST /containers/{id}/stop", "container.stop", {
    targets: container,
    query: stop,
    answer: "container-change",
  }),
  passed("ContainerRestart", "POST /containers/{id}/restart", "container.restart", {
    targets: container,
    query: stop,
    answer: "container-change",
  }),
  passed("ContainerKill", "POST /containers/{id}/kill", "container.kill", {
    targets: container,
    query: { signal },
    answer: "container-change",
  }),
  passed("ContainerUpdate", "POST /containers/{id}/update", "container.update", {
    targets: container,
    body: { json: "judged", kind: "container.update" },
    answer: "container-change",
  }),
  passed("ContainerRename", "POST /containers/{id}/rename", "container.rename", {
    targets: container,
    query: { name: newName },
    answer: "container-change",
  }),
  passed("ContainerPause", "POST /containers/{id}/pause", "container.pause", {
    targets: container,
    answer: "container-change",
  }),
  passed("ContainerUnpause", "POST /containers/{id}/unpause", "container.unpause", {
    targets: container,
    answer: "container-change",
  }),
  passed("ContainerAttach", "POST /containers/{id}/attach", "container.attach", {
    targets: container,
    query: attached,
    answer: "hijack",
  }),
  refused(
    "ContainerAttachWebsocket",
    "GET /containers/{id}/attach/ws",
    "Attaching over WebSocket is not served here; attach with POST /containers/{id}/attach.",
  ),
  passed("ContainerWait", "POST /containers/{id}/wait", "container.wait", {
    targets: container,
    query: { condition: oneOf("not-running", "next-exit", "removed") },
    answer: "container-wait",
  }),
  passed("ContainerDelete", "DELETE /containers/{id}", "container.remove", {
    targets: container,
    query: { v: bool, force: bool, link: text(5, /^(0|false|False)$/) },
    answer: "container-remove",
  }),
  passed("ContainerArchiveInfo", "HEAD /containers/{id}/archive", "container.download", {
    targets: container,
    query: { path: containerPath },
  }),
  passed("ContainerArchive", "GET /containers/{id}/archive", "container.download", {
    targets: container,
    query: { path: containerPath },
    answer: "bytes",
  }),
  passed("PutContainerArchive", "PUT /containers/{id}/archive", "container.upload", {
    targets: container,
    query: { path: containerPath, noOverwriteDirNonDir: bool, copyUIDGID: bool },
    body: { bytes: "tar" },
    answer: "archive-in",
  }),
  passed("ContainerExec", "POST /containers/{id}/exec", "container.exec", {
    targets: container,
    body: { json: "judged", kind: "exec.create" },
    answer: "exec-create",
  }),
  passed("ExecStart", "POST /exec/{id}/start", "container.exec", {
    exec: true,
    body: { json: "open", optional: true },
    answer: "hijack",
  }),
  passed("ExecResize", "POST /exec/{id}/resize", "exec.resize", { exec: true, query: size }),
  passed("ExecInspect", "GET /exec/{id}/json", "exec.inspect", { exec: true }),
  passed("ImageCommit", "POST /commit", "container.commit", {
    targets: [named("container", "query", "container")],
    query: {
      ...{ container: text(255), repo: text(255), tag: text(128), comment: text(4096), author: text(1024) },
      ...{ pause: bool, changes: lines },
    },
    body: { json: "judged", kind: "container.commit", optional: true },
    answer: "commit",
  }),
  refused(
    "ContainerCopy",
    "POST /containers/{id}/copy",
    "The engine removed this route; use GET /containers/{id}/archive.",
  ),
  refused("CheckpointList", "GET /containers/{id}/checkpoints", checkpoints),
  refused("CheckpointCreate", "POST /containers/{id}/checkpoints", checkpoints),
  refused("CheckpointDelete", "DELETE /containers/{id}/checkpoints/{checkpoint}", checkpoints),
];
