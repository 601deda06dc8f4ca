import { bool, dropped, filters, integer, json, lines, many, oneOf, text } from "../request/query-types.ts";
import { image, passed, type Route } from "./route.ts";

const platform = text(512);
const reference = text(512, /^[A-Za-z0-9][A-Za-z0-9_.:@/-]*$/);

/** Routes below `/images`, and the classic builder. */
export const imageRoutes: readonly Route[] = [
  passed("ImageList", "GET /images/json", "image.list", {
    query: {
      ...{ all: bool, "shared-size": bool, digests: bool, manifests: bool, identity: bool, only_ids: dropped(bool) },
      filters: filters("before", "dangling", "label", "reference", "since", "until"),
    },
    answer: "image-list",
  }),
  passed("ImageCreate", "POST /images/create", "image.pull", {
    query: {
      ...{ fromImage: reference, fromSrc: text(2048), repo: reference, tag: text(256, /^[A-Za-z0-9_.:-]+$/) },
      ...{ message: text(4096), changes: lines, platform },
    },
    body: { bytes: "tar" },
    answer: "image-create",
  }),
  passed("ImageLoad", "POST /images/load", "image.load", {
    query: { quiet: bool, platform: many(platform) },
    body: { bytes: "tar" },
    answer: "image-load",
  }),
  passed("ImagePrune", "POST /images/prune", "image.prune", {
    query: { filters: filters("dangling", "until", "label", "label!") },
    answer: "prune",
  }),
  passed("ImageSearch", "GET /images/search", "registry.search", {
    query: { term: text(512), limit: integer, filters: filters("is-automated", "is-official", "stars") },
  }),
  passed("ImageGetAll", "GET /images/get", "image.save", {
    query: { names: many(reference), platform: many(platform) },
    answer: "image-save",
  }),
  passed("ImageGet", "GET /images/{reference}/get", "image.save", {
    targets: image,
    query: { platform: many(platform) },
    answer: "bytes",
  }),
  passed("ImageInspect", "GET /images/{reference}/json", "image.inspect", {
    targets: image,
    query: { manifests: bool, platform },
    answer: "image-inspect",
  }),
  passed("ImageHistory", "GET /images/{reference}/history", "image.history", { targets: image, query: { platform } }),
  passed("ImageAttestations", "GET /images/{reference}/attestations", "image.inspect", {
    targets: image,
    query: { platform: many(platform), type: many(text(512)), statement: bool },
  }),
  passed("ImagePush", "POST /images/{reference}/push", "image.push", {
    query: { tag: text(128), platform },
    answer: "image-push",
  }),
  passed("ImageTag", "POST /images/{reference}/tag", "image.tag", {
    targets: image,
    query: { repo: reference, tag: text(128, /^\w[\w.-]*$/), force: dropped(bool) },
    answer: "image-tag",
  }),
  passed("ImageDelete", "DELETE /images/{reference}", "image.remove", {
    targets: image,
    query: { force: bool, noprune: bool, platforms: many(platform) },
    answer: "image-remove",
  }),
  passed("ImageBuild", "POST /build", "image.build", {
    query: {
      ...{ dockerfile: text(4096), t: many(reference), remote: text(2048), q: bool, nocache: bool, pull: text(8) },
      ...{ rm: bool, forcerm: bool, memory: integer, memswap: integer, cpushares: integer, cpusetcpus: text(128) },
      ...{ cpusetmems: text(128), cpuperiod: integer, cpuquota: integer, shmsize: integer, squash: bool, platform },
      ...{ networkmode: text(255), target: text(255), outputs: text(4096), extrahosts: many(text(512)) },
      ...{ cgroupparent: text(512), isolation: text(64), session: text(128), buildid: text(128) },
      ...{ version: oneOf("1", "2"), buildargs: json("strings by name"), labels: json("strings by name") },
      ...{ cachefrom: json("strings"), ulimits: json("objects"), securityopt: json("strings") },
    },
    body: { bytes: "tar" },
    answer: "build",
  }),
  passed("BuildPrune", "POST /build/prune", "buildkit.prune", {
    query: {
      ...{ "keep-storage": integer, "reserved-space": integer, "max-used-space": integer, "min-free-space": integer },
      all: bool,
      filters: filters("until", "id", "parent", "type", "description", "inuse", "shared", "private"),
    },
    answer: "follow",
  }),
  passed("BuildCancel", "POST /build/cancel", "buildkit.cancel", { query: { id: text(128) } }),
  passed("DistributionInspect", "GET /distribution/{reference}/json", "registry.inspect"),
];
