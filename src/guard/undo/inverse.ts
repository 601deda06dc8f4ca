import { ownerLabel } from "../../catalogue/owner-label.ts";
import type { Target } from "../../catalogue/target.ts";

/** A change that went well, with what was there before it. */
export interface Done {
  readonly input: Readonly<Record<string, unknown>>;
  readonly targets: readonly Target[];
  /** The engine's inspection of the first target before the change, where the inverse needs it. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  readonly result: Readonly<Record<string, unknown>>;
}

/** How a change can be taken back. */
export type Undoing =
  | {
      readonly kind: "call";
      readonly operation: string;
      readonly input: Readonly<Record<string, unknown>>;
      readonly summary: string;
    }
  /** It changed nothing. */
  | { readonly kind: "nothing" }
  | { readonly kind: "none"; readonly reason: string };

/** The inverse of one operation. */
export interface Inverse {
  /** What must be looked at before the change. */
  readonly look?: "container" | "network";
  readonly undo: (done: Done) => Undoing;
  /** How it will be taken back, where only what came of the change would tell. */
  readonly promise?: string;
}

const none = (reason: string): Inverse => ({ undo: () => ({ kind: "none", reason }) });
const idOf = ({ targets }: Done, kind: Target["kind"]): string =>
  targets.find((target) => target.kind === kind)?.id ?? "";
const nameOf = ({ targets }: Done, kind: Target["kind"]): string =>
  targets.find((target) => target.kind === kind)?.name ?? "";
const at = (value: unknown, ...path: string[]): unknown => {
  let found = value;
  for (const part of path) found = (found as Readonly<Record<string, unknown>> | null | undefined)?.[part];
  return found;
};

/** The call that does `operation` on the same container. */
const back = (done: Done, operation: string, word: string, more: Record<string, unknown> = {}): Undoing => ({
  kind: "call",
  operation,
  input: { id: idOf(done, "container"), ...more },
  summary: `${word} ${nameOf(done, "container")}`,
});

const whenRunning = (want: boolean, operation: string, word: string): Inverse => ({
  look: "container",
  undo: (done) => (at(done.before, "State", "Running") === want ? back(done, operation, word) : { kind: "nothing" }),
});

const whenPaused = (want: boolean, operation: string, word: string): Inverse => ({
  look: "container",
  undo: (done) => (at(done.before, "State", "Paused") === want ? back(done, operation, word) : { kind: "nothing" }),
});

const update: Inverse = {
  look: "container",
  undo: (done) => {
    const { HostConfig } = (done.before ?? {}) as { HostConfig?: Record<string, unknown> };
    const policy = at(HostConfig, "RestartPolicy") as { Name?: string; MaximumRetryCount?: number } | undefined;
    const memory = at(HostConfig, "Memory");
    const swap = at(HostConfig, "MemorySwap");
    const input: Record<string, unknown> = {
      ...("restart_policy" in done.input || "restart" in done.input
        ? { restart_policy: { Name: policy?.Name ?? "no", MaximumRetryCount: policy?.MaximumRetryCount ?? 0 } }
        : {}),
    };
    const limited = Object.keys(done.input).some((field) => field.startsWith("mem"));
    if (limited && memory === 0)
      return {
        kind: "none",
        reason: "The engine can't take a memory limit away from a container that was made without one.",
      };
    if (limited)
      Object.assign(input, {
        memory_bytes: memory,
        ...(typeof swap === "number" && swap > 0 ? { memory_swap: `${swap}B` } : {}),
      });
    if ("cpus" in done.input || "nano_cpus" in done.input)
      input["cpus"] = Number(at(HostConfig, "NanoCpus") ?? 0) / 1e9;
    if ("cpu_shares" in done.input) input["cpu_shares"] = at(HostConfig, "CpuShares");
    if ("pids_limit" in done.input) input["pids_limit"] = at(HostConfig, "PidsLimit") ?? -1;
    if (Object.keys(input).length === 0)
      return { kind: "none", reason: "The settings that were changed can't be put back one by one." };
    return back(done, "container.update", "put the former limits back on", input);
  },
};

const removal: Inverse = {
  promise: "trash.restore, while it is kept; with purge, or --rm, nothing",
  undo: (done) =>
    typeof done.result["restorable_until"] === "string"
      ? { ...(back(done, "trash.restore", "bring back") as Extract<Undoing, { kind: "call" }>) }
      : { kind: "none", reason: `It was removed for good (${String(done.result["not_restorable"] ?? "purge")}).` },
};

const creation: Inverse = {
  promise: "container.remove, after which it can still be brought back",
  undo: (done) => {
    const id = at(done.result, "container", "id");
    if (typeof id !== "string" || at(done.result, "container", "status") === "removed") return { kind: "nothing" };
    const name = at(done.result, "container", "name");
    return {
      kind: "call",
      operation: "container.remove",
      input: { id, force: true },
      summary: `remove ${String(name)} (it can be brought back)`,
    };
  },
};

const recreation: Inverse = {
  undo: (done) => {
    const id = at(done.result, "container", "id");
    if (at(done.result, "former", "state") !== "trash")
      return {
        kind: "none",
        reason: "The former container is not in the trash: it is kept, stopped, under another name.",
      };
    return {
      kind: "call",
      operation: "trash.restore",
      input: { id: at(done.result, "former", "id"), replace: id },
      summary: `put the former ${nameOf(done, "container")} back in its place`,
    };
  },
};

const networkRemoval: Inverse = {
  promise: "network.create with the same options, for bridge networks with one address range",
  look: "network",
  undo: ({ before }) => {
    if (before === undefined) return { kind: "none", reason: "It was not looked at before." };
    const configs = at(before, "IPAM", "Config") as readonly Record<string, string>[] | null | undefined;
    if ((configs?.length ?? 0) > 1 || before["Driver"] !== "bridge") {
      return { kind: "none", reason: "Only bridge networks with one address range can be made again." };
    }
    const [config] = configs ?? [];
    const labels = Object.entries((before["Labels"] ?? {}) as Record<string, string>).filter(
      ([name]) => name !== ownerLabel,
    );
    const options = (before["Options"] ?? {}) as Record<string, string>;
    const input = {
      name: before["Name"],
      internal: before["Internal"],
      attachable: before["Attachable"],
      ipv6: before["EnableIPv6"],
      ...(config?.["Subnet"] === undefined ? {} : { subnet: config["Subnet"] }),
      ...(config?.["Gateway"] === undefined ? {} : { gateway: config["Gateway"] }),
      ...(config?.["IPRange"] === undefined || config["IPRange"] === "" ? {} : { ip_range: config["IPRange"] }),
      ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
      ...(Object.keys(options).length === 0 ? {} : { options }),
    };
    return {
      kind: "call",
      operation: "network.create",
      input,
      summary: `make the network ${String(before["Name"])} again`,
    };
  },
};

const disconnection: Inverse = {
  look: "container",
  undo: (done) => {
    const network = idOf(done, "network");
    const attached = Object.values(
      (at(done.before, "NetworkSettings", "Networks") ?? {}) as Record<string, Record<string, unknown>>,
    ).find((one) => one["NetworkID"] === network);
    if (attached === undefined) return { kind: "nothing" };
    const container = idOf(done, "container");
    const aliases = ((attached["Aliases"] ?? []) as string[]).filter((alias) => alias !== container.slice(0, 12));
    const ip = at(attached, "IPAMConfig", "IPv4Address");
    const input = {
      id: network,
      container,
      ...(aliases.length === 0 ? {} : { aliases }),
      ...(typeof ip === "string" && ip !== "" ? { ip } : {}),
    };
    return {
      kind: "call",
      operation: "network.connect",
      input,
      summary: `connect ${nameOf(done, "container")} to ${nameOf(done, "network")} again`,
    };
  },
};

const imageRemoval: Inverse = {
  promise: "trash.restore with all tags, while it is kept; with purge nothing",
  undo: (done) => {
    if (typeof done.result["restorable_until"] === "string") {
      const summary = `bring back the image ${nameOf(done, "image")}`;
      return { kind: "call", operation: "trash.restore", input: { id: idOf(done, "image"), kind: "image" }, summary };
    }
    const untagged = (at(done.result, "untagged") ?? []) as readonly string[];
    const deleted = (at(done.result, "deleted") ?? []) as readonly string[];
    const tag = untagged.find((reference) => !reference.includes("@"));
    const id = idOf(done, "image");
    if (deleted.includes(id) || tag === undefined)
      return { kind: "none", reason: "The image is gone: pull or build it again." };
    return { kind: "call", operation: "image.tag", input: { id, tag }, summary: `tag the image as ${tag} again` };
  },
};

const restored = (done: Done): Undoing =>
  done.input["replace"] === undefined
    ? back(done, "container.remove", "put back into the trash:", { force: true })
    : {
        kind: "call",
        operation: "trash.restore",
        input: { id: done.targets[1]?.id, replace: idOf(done, "container") },
        summary: `put the other ${nameOf(done, "container")} back in its place`,
      };

/** The version of a stack's document that counted before counts again. */
function stackBack({ input, result }: Done): Undoing {
  const { name } = input;
  const { former } = result;
  if (typeof former !== "string")
    return {
      kind: "call",
      operation: "stack.remove",
      input: { name },
      summary: `take the document of ${String(name)} away again`,
    };
  const summary = `have the former document of ${String(name)} count again`;
  return { kind: "call", operation: "stack.restore", input: { name, version: former }, summary };
}

/** The inverse of every operation that changes something; the table stands in docs/undo.md. */
export const inverses: Readonly<Record<string, Inverse>> = {
  "container.start": whenRunning(false, "container.stop", "stop"),
  "container.stop": whenRunning(true, "container.start", "start"),
  "container.pause": whenPaused(false, "container.unpause", "unpause"),
  "container.unpause": whenPaused(true, "container.pause", "pause"),
  "container.rename": {
    look: "container",
    undo: (done) =>
      back(done, "container.rename", "give the former name back to", {
        name: String(at(done.before, "Name") ?? "").replace(/^\//, ""),
      }),
  },
  "container.update": update,
  "container.create": creation,
  "container.run": creation,
  "container.recreate": recreation,
  "container.remove": removal,
  "container.restart": none("A restart has happened."),
  "container.kill": none("What a signal did can't be taken back; start the container again if it stopped."),
  "terminal.open": none("What was typed in a terminal can't be taken back."),
  "container.exec": none("What a command did inside can't be taken back."),
  "container.upload": none("Files that were overwritten are not kept."),
  "container.commit": {
    promise: "image.remove",
    undo: (done) => {
      const id = at(done.result, "image", "id") ?? at(done.result, "id");
      return typeof id === "string"
        ? { kind: "call", operation: "image.remove", input: { id }, summary: "remove the image" }
        : { kind: "none", reason: "The image's id is not known." };
    },
  },
  "container.prune": none("Each container that was removed has a receipt of its own."),
  "trash.restore": {
    undo: (done) =>
      done.input["kind"] === "volume"
        ? {
            kind: "call",
            operation: "volume.remove",
            input: { id: nameOf(done, "volume") },
            summary: `put the volume ${nameOf(done, "volume")} back into the trash`,
          }
        : done.input["kind"] === "image"
          ? {
              kind: "call",
              operation: "image.remove",
              input: { id: idOf(done, "image"), force: true },
              summary: `put the image ${nameOf(done, "image")} back into the trash`,
            }
          : restored(done),
  },
  "trash.empty": none("Emptying the trash is for good."),
  "image.pull": none("A pulled image may have replaced the one that had its tag."),
  "image.push": none("What a registry has been given can't be taken back."),
  "image.tag": {
    promise: "image.remove of the tag",
    undo: (done) => ({
      kind: "call",
      operation: "image.remove",
      input: { id: at(done.result, "image", "tag") },
      summary: `take the tag ${String(at(done.result, "image", "tag"))} away`,
    }),
  },
  "image.remove": imageRemoval,
  "image.build": none("A built image may have replaced the one that had its tag."),
  "image.load": none("A loaded image may have replaced the one that had its tag."),
  "image.import": none("An imported image may have replaced the one that had its tag."),
  "image.prune": none("Each image that was removed has a receipt of its own."),
  "cache.prune": none("Build cache is made again by the next builds."),
  "prune.apply": none("Each thing that was removed has a receipt of its own."),
  "volume.create": {
    promise: "volume.remove, with what is in it by then",
    undo: (done) => ({
      kind: "call",
      operation: "volume.remove",
      input: { id: at(done.result, "volume", "name") },
      summary: `remove the volume ${String(at(done.result, "volume", "name"))} with what is in it by then`,
    }),
  },
  "volume.remove": {
    promise: "trash.restore with all files, while the copy is kept; with purge nothing",
    undo: (done) => {
      const { copy, not_restorable: why = "purge" } = done.result;
      if (typeof copy !== "string") return { kind: "none", reason: `It was removed for good (${String(why)}).` };
      const summary = `bring back the volume ${nameOf(done, "volume")} with its files`;
      return { kind: "call", operation: "trash.restore", input: { id: copy, kind: "volume" }, summary };
    },
  },
  "volume.prune": none("Each volume that was removed has a receipt of its own."),
  "network.create": {
    promise: "network.remove",
    undo: (done) => ({
      kind: "call",
      operation: "network.remove",
      input: { id: at(done.result, "network", "id") },
      summary: `remove the network ${String(at(done.result, "network", "name"))}`,
    }),
  },
  "network.remove": networkRemoval,
  "network.prune": none("Each network that was removed has a receipt of its own."),
  "network.connect": {
    undo: (done) => ({
      kind: "call",
      operation: "network.disconnect",
      input: { id: idOf(done, "network"), container: idOf(done, "container") },
      summary: `disconnect ${nameOf(done, "container")} from ${nameOf(done, "network")}`,
    }),
  },
  "network.disconnect": disconnection,
  "token.create": {
    promise: "token.revoke",
    undo: (done) => ({
      kind: "call",
      operation: "token.revoke",
      input: { id: at(done.result, "token", "id") },
      summary: "revoke the token",
    }),
  },
  "file.inspect": { undo: () => ({ kind: "nothing" }) },
  "file.download": { undo: () => ({ kind: "nothing" }) },
  "container.download": { undo: () => ({ kind: "nothing" }) },
  "container.export": { undo: () => ({ kind: "nothing" }) },
  "image.save": { undo: () => ({ kind: "nothing" }) },
  "build.start": none("A built image may have replaced the one that had its tag."),
  "sandbox.create": {
    undo: ({ input }) => ({
      kind: "call",
      operation: "sandbox.remove",
      input: { name: input["name"] },
      summary: `remove sandbox ${String(input["name"])}`,
    }),
  },
  "sandbox.exec": none("What a command did inside can't be taken back; the call inside has a record of its own."),
  "sandbox.remove": none("Nothing of a sandbox is kept: make a new one."),
  "stack.save": {
    promise: "stack.restore of the version that counted before, or stack.remove of a new one",
    undo: stackBack,
  },
  "stack.restore": { promise: "stack.restore of the version that counted before", undo: stackBack },
  "stack.remove": {
    promise: "stack.restore of the version that counted",
    undo: stackBack,
  },
  "stack.up": none("Each step has a receipt of its own."),
  "stack.down": none("Each step has a receipt of its own."),
  "undo.run": none("Take the undo's own steps back by their records."),
  "token.revoke": none("A revoked token stays revoked: make another."),
};

/** How a change that has not been made yet could be taken back, or why not; nothing for what is no change. */
export function foretell(
  operation: string,
  { input, targets, before }: Omit<Done, "result">,
): { readonly undo: string } | { readonly reason: string } | undefined {
  const inverse = inverses[operation];
  if (inverse === undefined) return undefined;
  if (inverse.promise !== undefined) return { undo: inverse.promise };
  // Nobody has looked at what is there: what would be found is not known.
  if (inverse.look !== undefined && before === undefined) return undefined;
  const undoing = inverse.undo({ input, targets, before, result: {} });
  if (undoing.kind === "call") return { undo: `${undoing.operation}: ${undoing.summary}` };
  return undoing.kind === "none" ? { reason: undoing.reason } : { reason: "It would change nothing." };
}
