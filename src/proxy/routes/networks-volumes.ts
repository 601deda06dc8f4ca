import { bool, filters, integer, text } from "../request/query-types.ts";
import { named, network, passed, volume, type Route } from "./route.ts";

/** Routes below `/networks` and `/volumes`. */
export const networkAndVolumeRoutes: readonly Route[] = [
  passed("NetworkList", "GET /networks", "network.list", {
    query: { filters: filters("dangling", "driver", "id", "label", "name", "scope", "type") },
    answer: "network-list",
  }),
  passed("NetworkCreate", "POST /networks/create", "network.create", {
    body: { json: "judged", kind: "network.create" },
  }),
  passed("NetworkPrune", "POST /networks/prune", "network.prune", {
    query: { filters: filters("until", "label", "label!") },
    answer: "prune",
  }),
  passed("NetworkInspect", "GET /networks/{id}", "network.inspect", {
    targets: network,
    query: { verbose: bool, scope: text(16) },
    answer: "network-inspect",
  }),
  passed("NetworkDelete", "DELETE /networks/{id}", "network.remove", { targets: network }),
  passed("NetworkConnect", "POST /networks/{id}/connect", "network.connect", {
    targets: [...network, named("container", "body", "Container")],
    body: { json: "judged", kind: "network.connect" },
  }),
  passed("NetworkDisconnect", "POST /networks/{id}/disconnect", "network.disconnect", {
    targets: [...network, named("container", "body", "Container")],
    body: { json: "open" },
    answer: "network-disconnect",
  }),
  passed("VolumeList", "GET /volumes", "volume.list", {
    query: { filters: filters("dangling", "driver", "label", "name") },
    answer: "volume-list",
  }),
  passed("VolumeCreate", "POST /volumes/create", "volume.create", {
    body: { json: "judged", kind: "volume.create" },
    answer: "volume",
  }),
  passed("VolumePrune", "POST /volumes/prune", "volume.prune", {
    query: { filters: filters("label", "label!", "all") },
    answer: "prune",
  }),
  passed("VolumeInspect", "GET /volumes/{name}", "volume.inspect", { targets: volume, answer: "volume" }),
  passed("VolumeDelete", "DELETE /volumes/{name}", "volume.remove", {
    targets: volume,
    query: { force: bool },
    answer: "volume-remove",
  }),
  passed("VolumeUpdate", "PUT /volumes/{name}", "volume.update", {
    targets: volume,
    query: { version: integer },
    body: { json: "judged", kind: "volume.update" },
  }),
];
