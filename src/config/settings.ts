import { join } from "node:path";
import { parseDuration } from "../kernel/durations.ts";
import { listOf } from "./list-types.ts";
import { endpointsType, noticesType, socketsType } from "./records.ts";
import { boolean, bytes, choice, duration, integer, listenAddress, path, text, url } from "./scalar-types.ts";
import type { DefaultedSetting, Setting } from "./setting.ts";

function setting<T>(entry: DefaultedSetting<T>): DefaultedSetting<T>;
function setting<T>(entry: Setting<T>): Setting<T>;
function setting<T>(entry: Setting<T>): Setting<T> {
  return entry;
}
const mib = 1024 ** 2;

/** Every setting of the product, by its key in the YAML file. */
export const settingList = {
  host: setting({
    type: listenAddress,
    group: "server",
    description: "Address to listen on.",
    default: "127.0.0.1",
    defaultText: "`127.0.0.1`; the container image sets `0.0.0.0`, which is the container's own network",
  }),
  port: setting({ type: integer(0, 65_535), group: "server", description: "TCP port to listen on.", default: 5680 }),
  dataDir: setting({
    type: path,
    group: "server",
    description: "Directory for the store, keys and the settings file. Nobody else may read it.",
    default: ({ home, xdgDataHome }) => join(xdgDataHome ?? join(home, ".local", "share"), "gnosis-docker"),
    defaultText: "`~/.local/share/gnosis-docker` (or below `XDG_DATA_HOME`); the container image sets `/data`",
  }),
  logLevel: setting({
    type: choice(["trace", "debug", "info", "warn", "error", "silent"]),
    group: "server",
    description: "The least important log lines that are written.",
    default: "info",
    reloadable: true,
  }),
  shutdownTimeout: setting({
    type: duration(0, parseDuration("10m")),
    group: "server",
    description: "How long running calls may finish after SIGTERM before they are broken off.",
    default: parseDuration("8s"),
  }),
  engine: setting({
    type: text("address"),
    group: "engine",
    description:
      "How to reach the Docker Engine: `unix://PATH`, `npipe://NAME`, `tcp://HOST:PORT`, `ssh://USER@HOST` or `embedded`.",
    defaultText: "as the docker CLI does: `DOCKER_HOST`, `DOCKER_CONTEXT`, the current context, `/var/run/docker.sock`",
  }),
  endpoints: setting({
    type: endpointsType,
    group: "engine",
    description: "Several engines, each with a name; the first one is the default. Takes the place of `engine`.",
    default: [],
  }),
  sandboxImage: setting({
    type: text("image"),
    group: "sandboxes",
    description:
      "The image that carries a sandbox's engine: it needs dockerd, the docker CLI, `sh` and `mount`, and for a hard limit of the disk `mkfs.ext4`.",
    default: "docker:dind",
  }),
  sandboxesAtMost: setting({
    type: integer(0, 10_000),
    group: "sandboxes",
    description: "The most sandboxes that there may be at a time.",
    default: 16,
  }),
  sandboxTime: setting({
    type: duration(1_000, parseDuration("365d")),
    group: "sandboxes",
    description: "The longest that a sandbox may last.",
    default: parseDuration("24h"),
  }),
  sandboxMemory: setting({
    type: bytes(256 * mib, 16 * 1024 * 1024 * mib),
    group: "sandboxes",
    description: "The most memory that a sandbox may have, with all that runs in it.",
    default: 4 * 1024 * mib,
  }),
  sandboxCpus: setting({
    type: integer(1, 1024),
    group: "sandboxes",
    description: "The most processors that a sandbox may have.",
    default: 4,
  }),
  sandboxPids: setting({
    type: integer(64, 4_194_304),
    group: "sandboxes",
    description: "The most processes that a sandbox may have.",
    default: 8_192,
  }),
  sandboxDisk: setting({
    type: bytes(64 * mib, 1024 * 1024 * mib),
    group: "sandboxes",
    description: "The most that a sandbox's images, containers and volumes may take.",
    default: 20 * 1024 * mib,
  }),
  sandboxLabels: setting({
    type: listOf(
      text("label", (value) => (/^[\w./-]{1,200}=.{0,500}$/.test(value) ? undefined : `'${value}' is not NAME=VALUE`)),
      ",",
    ),
    group: "sandboxes",
    description: "Labels (`NAME=VALUE`) that every sandbox's container and network get, such as for accounting.",
    default: [],
  }),
  statsInterval: setting({
    type: duration(1_000, parseDuration("1h")),
    group: "engine",
    description: "Time between resource samples while nobody looks.",
    default: parseDuration("30s"),
  }),
  statsWatchedInterval: setting({
    type: duration(1_000, parseDuration("1m")),
    group: "engine",
    description: "Time between resource samples while somebody looks.",
    default: parseDuration("2s"),
  }),
  statsKept: setting({
    type: integer(0, 100_000_000),
    group: "records",
    description: "The most periods of resource use that are kept, of all containers together; about 100 bytes each.",
    default: 1_000_000,
  }),
  eventsKept: setting({
    type: duration(parseDuration("1h"), parseDuration("365d")),
    group: "records",
    description: "How long the engine's events are kept.",
    default: parseDuration("30d"),
  }),
  eventsKeptAtMost: setting({
    type: integer(0, 100_000_000),
    group: "records",
    description: "The most events that are kept; about 500 bytes each.",
    default: 500_000,
  }),
  configKept: setting({
    type: duration(parseDuration("1h"), parseDuration("3650d")),
    group: "records",
    description: "How long earlier configurations of containers are kept.",
    default: parseDuration("90d"),
  }),
  configKeptAtMost: setting({
    type: integer(1, 10_000_000),
    group: "records",
    description: "The most earlier configurations that are kept, of all containers together; a few kilobytes each.",
    default: 20_000,
  }),
  keepLogs: setting({
    type: boolean,
    group: "records",
    description:
      "Keeps the last output of every container that ends, not only of those with the label `gnosis-docker.keep-logs=true`.",
    default: false,
  }),
  keepLogsEach: setting({
    type: bytes(1024, 64 * mib),
    group: "records",
    description: "How much of the end of one container's output is kept.",
    default: mib / 4,
  }),
  keepLogsInAll: setting({
    type: bytes(0, 1024 * 1024 * mib),
    group: "records",
    description: "How much output of ended containers is kept in all; the oldest goes first.",
    default: 128 * mib,
  }),
  adminToken: setting({
    type: text("token", (value) => (value.length >= 32 ? undefined : "a token of at least 32 characters is expected")),
    group: "access",
    description: "An admin token for unattended set-up: any text of 32 characters or more.",
    defaultText: "none: the first start makes one and prints it",
    secret: true,
  }),
  anonymousRole: setting({
    type: text("role"),
    group: "access",
    description: "Role of callers from loopback that show no token. `none` turns them away.",
    default: "none",
  }),
  allowRemote: setting({
    type: boolean,
    group: "access",
    description: "Serve although the port can be reached from other machines.",
    default: false,
  }),
  allowedHosts: setting({
    type: listOf(text("host name"), ","),
    group: "access",
    description: "Names beside localhost and loopback addresses that a request's Host header may carry.",
    default: [],
  }),
  policyFile: setting({
    type: path,
    group: "access",
    description: "The policy: roles, scopes, containment.",
    defaultText: "`policy.yaml` in the data directory if it is there, else the built-in roles",
    reloadable: true,
  }),
  mountRoots: setting({
    type: listOf(path, ":"),
    group: "access",
    description: "Host directories below which containers of callers that are not admin may mount.",
    default: [],
  }),
  engineFiles: setting({
    type: choice(["auto", "here", "elsewhere"]),
    group: "access",
    description:
      "Whether an engine on a local socket has the files of this host, so that bind mounts can be followed here: `auto` looks where the process lives that listens on its socket.",
    default: "auto",
  }),
  projectRoots: setting({
    type: listOf(path, ":"),
    group: "access",
    description: "Directories whose subdirectories can be built as projects.",
    default: [],
  }),
  sockets: setting({
    type: socketsType,
    group: "access",
    description: "Guarded Docker sockets to open, each for one role.",
    default: [],
  }),
  notices: setting({
    type: noticesType,
    group: "records",
    description: "Where people are told what happens: webhooks, ntfy topics, mail, programs.",
    default: [],
  }),
  auditHeadFile: setting({
    type: path,
    group: "records",
    description: "A file, best on another disk, to which signed heads of the audit log are appended.",
    defaultText: "none",
  }),
  auditKept: setting({
    type: duration(parseDuration("1d"), parseDuration("36500d")),
    group: "records",
    description: "How long records of the audit log are kept.",
    defaultText: "for ever",
  }),
  auditKeptAtMost: setting({
    type: integer(1_000, 1_000_000_000),
    group: "records",
    description: "The most records that are kept; about 550 bytes each, two a call.",
    defaultText: "no bound",
  }),
  auditArchive: setting({
    type: path,
    group: "records",
    description: "A directory to which records are written before they are cut off.",
    defaultText: "none: they go for good",
  }),
  auditReads: setting({
    type: choice(["all", "none"]),
    group: "records",
    description: "Whether calls that only look are recorded.",
    default: "all",
  }),
  trashTime: setting({
    type: duration(0, parseDuration("365d")),
    group: "records",
    description: "How long removed containers can be brought back; `0s` keeps none.",
    default: parseDuration("24h"),
  }),
  trashBytes: setting({
    type: bytes(0, 1024 * 1024 * mib),
    group: "records",
    description: "How much of removed containers' own files is kept in all; the oldest make room.",
    default: 10 * 1024 * mib,
  }),
  maxBodyBytes: setting({
    type: bytes(1024, 1024 * mib),
    group: "limits",
    description: "The largest JSON body that is read; uploads have limits of their own.",
    default: mib,
  }),
  requestTimeout: setting({
    type: duration(1_000, parseDuration("1h")),
    group: "limits",
    description: "How long a client may take to send a request's head and JSON body.",
    default: parseDuration("30s"),
  }),
  dockerUrl: setting({
    type: url,
    group: "client",
    description: "The server that the command line talks to.",
    default: ({ serverUrl = "http://127.0.0.1:5680" }) => serverUrl,
    defaultText: "`http://127.0.0.1:5680`, or where `host` and `port` say that the server listens",
  }),
  dockerToken: setting({
    type: text("token"),
    group: "client",
    description: "The token that the command line shows.",
    defaultText: "the file `~/.config/gnosis-docker/login` that `gnosis-docker login` writes",
    secret: true,
  }),
} as const;

/** The key of a setting, as in the YAML file. */
export type SettingKey = keyof typeof settingList;

type ValueOf<S> = S extends DefaultedSetting<infer T> ? T : S extends Setting<infer T> ? T | undefined : never;

/** The settings as the product uses them: durations in milliseconds, sizes in bytes, secrets as their text. */
export type Settings = { readonly [K in SettingKey]: ValueOf<(typeof settingList)[K]> };
