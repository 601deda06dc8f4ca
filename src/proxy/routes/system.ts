import { bool, filters, many, moment, oneOf } from "../request/query-types.ts";
import { passed, refused, type Route } from "./route.ts";

const debug = "The engine's own debugging routes show its memory.";

/** Routes of the engine itself, and those that hand BuildKit a connection. */
export const systemRoutes: readonly Route[] = [
  passed("SystemPing", "GET /_ping", "system.ping", { answer: "ping" }),
  passed("SystemPingHead", "HEAD /_ping", "system.ping", { answer: "ping" }),
  passed("SystemVersion", "GET /version", "system.version", { answer: "version" }),
  passed("SystemInfo", "GET /info", "system.info", { answer: "info" }),
  passed("SystemDataUsage", "GET /system/df", "system.usage", {
    query: { type: many(oneOf("container", "image", "volume", "build-cache")), verbose: bool },
    answer: "disk-usage",
  }),
  passed("SystemEvents", "GET /events", "system.events", {
    query: {
      ...{ since: moment, until: moment },
      filters: filters(
        ...["config", "container", "daemon", "event", "image", "label", "network", "node", "plugin", "scope"],
        ...["secret", "service", "type", "volume"],
      ),
    },
    answer: "events",
  }),
  passed("SystemAuth", "POST /auth", "registry.login", { body: { json: "judged", kind: "registry.login" } }),
  passed("Session", "POST /session", "buildkit.session", { answer: "hijack" }),
  passed("Grpc", "POST /grpc", "buildkit.session", { answer: "hijack" }),
  refused("DebugVars", "GET /debug/vars", debug),
  ...["cmdline", "profile", "symbol", "trace"].map((page) =>
    refused(`Debug-${page}`, `GET /debug/pprof/${page}`, debug),
  ),
];
