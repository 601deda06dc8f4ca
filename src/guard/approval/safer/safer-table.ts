import {
  confined,
  earlier,
  fewer,
  fewerChosen,
  gentler,
  longer,
  lower,
  more,
  type Narrower,
  noRestart,
  off,
  on,
  oneOf,
  ownNamespace,
  ownNetwork,
} from "./narrower.ts";
import { lessMounted, nearer, onLoopback, readOnlyBinds } from "./reach.ts";

/** A value that is offered in place of a field's own; undefined leaves the field out. */
export interface FieldOffer {
  readonly value: unknown;
  /** What it comes to, as a sentence. */
  readonly says: string;
}

/** A field that may be changed in a call that waits. */
export interface SaferField {
  readonly narrower: Narrower;
  /** What is offered, of the field's value as parsed. */
  readonly offers?: (was: unknown) => readonly FieldOffer[];
}

/** Another operation that comes to less. */
export interface SaferOperation {
  readonly operation: string;
  /** The fields that it takes over; the rest is left out. */
  readonly takes: readonly string[];
  readonly says: string;
}

/** What may be approved in place of one operation. */
export interface SaferCall {
  readonly fields: Readonly<Record<string, SaferField>>;
  readonly instead?: readonly SaferOperation[];
}

/** A switch that is offered to be off where it is on. */
const without = (says: string): SaferField => ({
  narrower: off,
  offers: (was) => (was === true ? [{ value: false, says }] : []),
});
/** A switch that is offered to be on where it is off. */
const withIt = (says: string): SaferField => ({
  narrower: on,
  offers: (was) => (was === true ? [] : [{ value: true, says }]),
});
/** A field that is offered to be left out where it says something. */
const leftOut = (narrower: Narrower, says: (was: unknown) => string): SaferField => ({
  narrower,
  offers: (was) =>
    was !== undefined && narrower(was, undefined) && !(Array.isArray(was) && was.length === 0)
      ? [{ value: undefined, says: says(was) }]
      : [],
});
const only = (narrower: Narrower): SaferField => ({ narrower });
const named = (was: unknown): string =>
  Array.isArray(was) ? was.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(", ") : String(was);

/** Milliseconds that a container has to end where the call says nothing. */
const usualGrace = 10_000;
const grace = { timeout: only(longer(usualGrace)), timeout_seconds: only(longer()) };

const purge = without("Kept in the trash instead of gone for good.");
const ageOffers = [
  { value: "24h", says: "Only what is older than a day." },
  { value: "168h", says: "Only what is older than a week." },
];
const aged: SaferCall["fields"] = {
  dry_run: withIt("Only say what would be removed."),
  until: { narrower: earlier, offers: (was) => (was === undefined ? ageOffers : []) },
};
const prune: SaferCall = { fields: { ...aged, label: only(more) } };
const pruneAll: SaferCall = { fields: { ...prune.fields, all: without("Leave what has a name or a tag.") } };

const ports: SaferField = {
  narrower: nearer,
  offers: (was) => {
    const value = onLoopback(was);
    return value === undefined ? [] : [{ value, says: "Ports reachable from this machine only (127.0.0.1)." }];
  },
};
const volumes: SaferField = {
  narrower: lessMounted,
  offers: (was) => {
    const value = readOnlyBinds(was);
    return value === undefined ? [] : [{ value, says: "Directories of the host read-only." }];
  },
};
const namespace = (what: string): SaferField =>
  leftOut(ownNamespace, (was) => `Its own ${what} instead of '${named(was)}'.`);
const network = leftOut(ownNetwork, (was) => `The usual network instead of '${named(was)}'.`);

const create: SaferCall["fields"] = {
  privileged: without("Without all that the host has (privileged)."),
  publish_all: without("Without publishing every port of the image."),
  ports,
  volumes,
  mounts: only(lessMounted),
  network,
  network_mode: network,
  pid_mode: namespace("processes"),
  ipc_mode: namespace("shared memory"),
  uts_mode: namespace("host name"),
  userns_mode: namespace("users"),
  cgroupns_mode: only(oneOf("private")),
  cap_add: leftOut(fewer, (was) => `Without further capabilities (${named(was)}).`),
  cap_drop: only(more),
  devices: leftOut(fewer, () => "Without the host's devices."),
  security_opt: only(confined),
  group_add: leftOut(fewer, (was) => `Without further groups (${named(was)}).`),
  read_only: only(on),
  auto_remove: only(off),
  restart: leftOut(noRestart, () => "Not started again by itself."),
  restart_policy: leftOut(noRestart, () => "Not started again by itself."),
  memory: only(lower),
  memory_bytes: only(lower),
  mem_limit: only(lower),
  cpus: only(lower),
  cpu_count: only(lower),
  pids_limit: only(lower),
};

const stop: SaferOperation = {
  operation: "container.stop",
  takes: ["id"],
  says: "Stop it instead: it is asked to end first.",
};

/**
 * What a person may make of a call before approving it, operation by operation. A field that is not here can't be changed, and one that
 * is only into what its rule calls narrower: what is approved in place of a call never asks for more than the call did.
 */
export const saferCalls: Readonly<Record<string, SaferCall>> = {
  "container.remove": {
    fields: {
      volumes: without("Its anonymous volumes stay."),
      force: without("Without force: it fails as long as it runs."),
      purge,
    },
    instead: [{ ...stop, says: "Only stop it, and keep it." }],
  },
  "container.kill": { fields: { signal: only(gentler) }, instead: [stop] },
  "container.stop": { fields: grace },
  "container.restart": { fields: grace },
  "container.create": { fields: create },
  "container.run": {
    fields: { ...create, remove: only(off) },
  },
  "container.exec": { fields: { privileged: without("Without all that the host has (privileged).") } },
  "container.upload": { fields: { overwrite: without("No file takes a directory's place."), copy_owner: only(off) } },
  "container.prune": prune,
  "network.prune": prune,
  "volume.prune": pruneAll,
  "image.prune": pruneAll,
  "cache.prune": { fields: aged },
  "prune.apply": { fields: { only: only(fewerChosen) } },
  "image.remove": {
    fields: {
      force: without("Without force: it fails when it is in use."),
      prune: without("Parents without a tag stay."),
      purge,
    },
  },
  "image.tag": { fields: { force: without("No other image loses this name.") } },
  "volume.remove": { fields: { force: without("Without force: it fails when its driver says so."), purge } },
  "network.disconnect": { fields: { force: without("Without force: it fails when the container does not answer.") } },
  "network.create": { fields: { internal: withIt("With no way out of this machine."), attachable: only(off) } },
  "token.create": { fields: { operations: only(fewerChosen) } },
};
