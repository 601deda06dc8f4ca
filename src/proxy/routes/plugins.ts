import { bool, filters, integer, text } from "../request/query-types.ts";
import { passed, type Route } from "./route.ts";

const reference = text(512, /^[A-Za-z0-9][A-Za-z0-9_.:@/-]*$/);
const privileges = { json: "open", items: "plugin.pull" } as const;

/** Routes of engine plugins: they run with the host's privileges, so that every one has risk `host`. */
export const pluginRoutes: readonly Route[] = [
  passed("PluginList", "GET /plugins", "plugin.list", { query: { filters: filters("capability", "enable") } }),
  passed("GetPluginPrivileges", "GET /plugins/privileges", "plugin.privileges", { query: { remote: reference } }),
  passed("PluginPull", "POST /plugins/pull", "plugin.pull", {
    query: { remote: reference, name: reference },
    body: privileges,
    answer: "follow",
  }),
  passed("PluginCreate", "POST /plugins/create", "plugin.create", {
    query: { name: reference },
    body: { bytes: "tar" },
    answer: "follow",
  }),
  passed("PluginInspect", "GET /plugins/{reference}/json", "plugin.inspect"),
  passed("PluginDelete", "DELETE /plugins/{reference}", "plugin.remove", { query: { force: bool } }),
  passed("PluginEnable", "POST /plugins/{reference}/enable", "plugin.enable", { query: { timeout: integer } }),
  passed("PluginDisable", "POST /plugins/{reference}/disable", "plugin.disable", { query: { force: bool } }),
  passed("PluginUpgrade", "POST /plugins/{reference}/upgrade", "plugin.upgrade", {
    query: { remote: reference },
    body: privileges,
    answer: "follow",
  }),
  passed("PluginPush", "POST /plugins/{reference}/push", "plugin.push", { answer: "follow" }),
  passed("PluginSet", "POST /plugins/{reference}/set", "plugin.set", { body: { json: "open", items: "texts" } }),
];
