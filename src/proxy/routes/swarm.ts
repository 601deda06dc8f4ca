import { bool, filters, integer, moment, text } from "../request/query-types.ts";
import { passed, type Route } from "./route.ts";

const version = integer;
const logs = {
  ...{ details: bool, follow: bool, stdout: bool, stderr: bool, since: moment, timestamps: bool },
  tail: text(20, /^(all|-?[0-9]+)$/),
};
const named = filters("id", "label", "name", "names");

/** Routes of a swarm: all of them reach past one container, so that every one has risk `host`. */
export const swarmRoutes: readonly Route[] = [
  passed("SwarmInspect", "GET /swarm", "swarm.inspect"),
  passed("SwarmInit", "POST /swarm/init", "swarm.init", { body: { json: "judged", kind: "swarm.init" } }),
  passed("SwarmJoin", "POST /swarm/join", "swarm.join", { body: { json: "judged", kind: "swarm.join" } }),
  passed("SwarmLeave", "POST /swarm/leave", "swarm.leave", { query: { force: bool } }),
  passed("SwarmUpdate", "POST /swarm/update", "swarm.update", {
    query: { version, rotateWorkerToken: bool, rotateManagerToken: bool, rotateManagerUnlockKey: bool },
    body: { json: "judged", kind: "swarm.spec" },
  }),
  passed("SwarmUnlock", "POST /swarm/unlock", "swarm.unlock", { body: { json: "judged", kind: "swarm.unlock" } }),
  passed("SwarmUnlockkey", "GET /swarm/unlockkey", "swarm.unlock-key"),
  passed("NodeList", "GET /nodes", "node.list", {
    query: { filters: filters("id", "label", "membership", "name", "node.label", "role") },
  }),
  passed("NodeInspect", "GET /nodes/{id}", "node.inspect"),
  passed("NodeDelete", "DELETE /nodes/{id}", "node.remove", { query: { force: bool } }),
  passed("NodeUpdate", "POST /nodes/{id}/update", "node.update", {
    query: { version },
    body: { json: "judged", kind: "node.spec" },
  }),
  passed("ServiceList", "GET /services", "service.list", {
    query: { filters: filters("id", "label", "mode", "name", "runtime"), status: bool },
  }),
  passed("ServiceCreate", "POST /services/create", "service.create", {
    body: { json: "judged", kind: "service.spec" },
  }),
  passed("ServiceInspect", "GET /services/{id}", "service.inspect", { query: { insertDefaults: bool } }),
  passed("ServiceDelete", "DELETE /services/{id}", "service.remove"),
  passed("ServiceUpdate", "POST /services/{id}/update", "service.update", {
    query: { version, registryAuthFrom: text(64), rollback: text(16) },
    body: { json: "judged", kind: "service.spec" },
  }),
  passed("ServiceLogs", "GET /services/{id}/logs", "service.logs", { query: logs, answer: "follow" }),
  passed("TaskList", "GET /tasks", "task.list", {
    query: { filters: filters("desired-state", "id", "label", "name", "node", "service", "_up-to-date", "runtime") },
  }),
  passed("TaskInspect", "GET /tasks/{id}", "task.inspect"),
  passed("TaskLogs", "GET /tasks/{id}/logs", "task.logs", { query: logs, answer: "follow" }),
  passed("SecretList", "GET /secrets", "secret.list", { query: { filters: named } }),
  passed("SecretCreate", "POST /secrets/create", "secret.create", { body: { json: "judged", kind: "secret.spec" } }),
  passed("SecretInspect", "GET /secrets/{id}", "secret.inspect"),
  passed("SecretDelete", "DELETE /secrets/{id}", "secret.remove"),
  passed("SecretUpdate", "POST /secrets/{id}/update", "secret.update", {
    query: { version },
    body: { json: "judged", kind: "secret.spec" },
  }),
  passed("ConfigList", "GET /configs", "config.list", { query: { filters: named } }),
  passed("ConfigCreate", "POST /configs/create", "config.create", { body: { json: "judged", kind: "config.spec" } }),
  passed("ConfigInspect", "GET /configs/{id}", "config.inspect"),
  passed("ConfigDelete", "DELETE /configs/{id}", "config.remove"),
  passed("ConfigUpdate", "POST /configs/{id}/update", "config.update", {
    query: { version },
    body: { json: "judged", kind: "config.spec" },
  }),
];
