import { setTimeout as sleep } from "node:timers/promises";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { EngineClient } from "../client.ts";
import { createEngineClient } from "../create-client.ts";
import { frames } from "../frames.ts";
import { enginePath, ImagePath } from "../path.ts";
import { proveEngine, untilAnswers } from "./prove-engine.ts";
import { containerNameOf, type DiskKind, sandboxBody, type SandboxPlan, storageDrivers } from "./sandbox-body.ts";
import { notStarted, startFailure, StartFailure } from "./start-failure.ts";

/** Milliseconds that an engine in a container may take until it answers. */
const startPatience = 60_000;
/** Milliseconds that the engine may take to remove a container with everything in it. */
const removalPatience = 60_000;
/** The end of what the container says that is kept for the case that it fails, characters. */
const logLength = 8_000;

/** What a launch needs to know; the driver and the kind of disk are found out. */
export type LaunchPlan = Omit<SandboxPlan, "driver" | "diskKind">;

/** A sandbox's container whose engine answers and has been shown to run containers. */
export interface Launched {
  readonly container: string;
  readonly driver: SandboxPlan["driver"];
  readonly diskKind: DiskKind;
}

interface Choice {
  readonly driver: SandboxPlan["driver"];
  readonly diskKind: DiskKind;
}

/** Milliseconds that a choice is remembered: a host that had no loop device free may have one again. */
const rememberedFor = 600_000;
/** What worked before, by host and image: the first thing to try the next time. */
const worked = new Map<string, Choice & { readonly since: number }>();

function choices(key: string): readonly Choice[] {
  const known = worked.get(key);
  const first = known !== undefined && performance.now() - known.since < rememberedFor ? known : undefined;
  const all = (["image", "watch"] as const).flatMap((diskKind) =>
    storageDrivers.map((driver) => ({ driver, diskKind })),
  );
  return first === undefined ? all : [first, ...all];
}

/** Removes a sandbox's container with its volume; when this returns it is gone, by us or by the host's engine itself. */
export async function removeSandboxContainer(host: Pick<EngineClient, "json">, container: string): Promise<void> {
  const path = enginePath`/containers/${container}`;
  try {
    await host.json("DELETE", path, { query: { force: true, v: true }, timeout: removalPatience });
  } catch (thrown) {
    const { code, message } = asGnosisError(thrown);
    if (code === "CONTAINER_NOT_FOUND") return;
    // What has ended the engine removes by itself: both may be at it.
    if (!/already in progress/i.test(message)) throw thrown;
  }
  for (const began = performance.now(); await isThere(host, path); await sleep(100)) {
    if (performance.now() - began > removalPatience)
      throw new GnosisError("ENGINE_TIMEOUT", `The engine is still removing the container ${container.slice(0, 12)}.`);
  }
}

async function isThere(host: Pick<EngineClient, "json">, path: string): Promise<boolean> {
  try {
    await host.json("GET", `${path}/json`);
    return true;
  } catch (thrown) {
    if (asGnosisError(thrown).code === "CONTAINER_NOT_FOUND") return false;
    throw thrown;
  }
}

/** Starts a sandbox's engine in whatever way works on this host. Throws SANDBOX_FAILED, IMAGE_NOT_FOUND; nothing is left behind then. */
export async function launch(host: EngineClient, plan: LaunchPlan, signal: AbortSignal): Promise<Launched> {
  await needImage(host, plan.image, signal);
  const key = `${host.endpoint.address} ${plan.image}`;
  const failures: StartFailure[] = [];
  const skip = { disks: new Set<string>(), drivers: new Set<string>() };
  for (const choice of choices(key)) {
    if (skip.disks.has(choice.diskKind) || skip.drivers.has(choice.driver)) continue;
    try {
      const container = await attempt(host, { ...plan, ...choice }, signal);
      const { driver, diskKind } = choice;
      worked.set(key, { driver, diskKind, since: performance.now() });
      return { container, driver, diskKind };
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof StartFailure)) throw thrown;
      failures.push(thrown);
      if (thrown.instead === "never") break;
      if (thrown.instead === "disk") skip.disks.add(choice.diskKind);
      else skip.drivers.add(choice.driver);
    }
  }
  worked.delete(key);
  throw notStarted(failures);
}

async function needImage(host: EngineClient, image: string, signal: AbortSignal): Promise<void> {
  try {
    await host.json("GET", enginePath`/images/${new ImagePath(image)}/json`, { signal });
  } catch (thrown) {
    if (asGnosisError(thrown).code !== "IMAGE_NOT_FOUND") throw thrown;
    throw new GnosisError("IMAGE_NOT_FOUND", `The image '${image}' that carries a sandbox's engine is not there.`, {
      where: "sandboxImage",
      next: "Pull it, build it (docs/sandboxes.md), or name another one in the setting sandboxImage.",
    });
  }
}

/** One try. Whatever fails, its container is gone afterwards. */
async function attempt(host: EngineClient, plan: SandboxPlan, signal: AbortSignal): Promise<string> {
  const name = containerNameOf(plan);
  const { Id: container } = await host.json<{ Id: string }>("POST", "/containers/create", {
    query: { name },
    body: sandboxBody(plan),
    signal,
  });
  const log = new AbortController();
  try {
    const said = await listen(host, container, log.signal);
    try {
      await host.json("POST", `/containers/${container}/start`, { signal, timeout: 60_000 });
    } catch (thrown) {
      const error = asGnosisError(thrown);
      if (error.code !== "ENGINE_REFUSED" && error.code !== "ENGINE_FAILED") throw thrown;
      throw startFailure(error.message);
    }
    await untilReady(host, { plan, container, said }, signal);
    return container;
  } catch (thrown) {
    await removeSandboxContainer(host, container);
    throw thrown;
  } finally {
    log.abort();
  }
}

async function untilReady(
  host: EngineClient,
  { plan, container, said }: { readonly plan: SandboxPlan; readonly container: string; readonly said: () => string },
  signal: AbortSignal,
): Promise<void> {
  const client = createEngineClient({ name: `sandbox-${plan.name}`, kind: "sandbox", container, host });
  try {
    const gone = async () => !(await isRunning(host, container));
    if (!(await untilAnswers(client, { signal, patience: startPatience, gone }))) throw startFailure(said());
    await proveEngine(client, signal);
    await tellReady(host, container);
  } finally {
    client.close();
  }
}

/** Whether a container is there and runs. */
export async function isRunning(host: Pick<EngineClient, "json">, container: string): Promise<boolean> {
  try {
    const { State } = await host.json<{ State: { Running: boolean } }>(
      "GET",
      enginePath`/containers/${container}/json`,
    );
    return State.Running;
  } catch (thrown) {
    if (asGnosisError(thrown).code === "CONTAINER_NOT_FOUND") return false;
    throw thrown;
  }
}

/** From now on the container starts its engine again when that dies. */
async function tellReady(host: EngineClient, container: string): Promise<void> {
  const Cmd = ["sh", "-c", "echo yes >/run/gnosis-docker-ready"];
  const { Id: exec } = await host.json<{ Id: string }>("POST", `/containers/${container}/exec`, { body: { Cmd } });
  await host.json("POST", `/exec/${exec}/start`, { body: { Detach: true, Tty: false } });
}

/** Keeps the end of what a container says: once it has ended, the host's engine knows nothing of it any more. */
async function listen(host: EngineClient, container: string, signal: AbortSignal): Promise<() => string> {
  let text = "";
  const { socket } = await host.tunnel("POST", `/containers/${container}/attach`, {
    query: { stream: true, stdout: true, stderr: true },
    signal,
  });
  const read = async (): Promise<void> => {
    for await (const { data } of frames(socket, { multiplexed: true }))
      text = (text + data.toString()).slice(-logLength);
  };
  read().catch(() => {});
  signal.addEventListener("abort", () => socket.destroy(), { once: true });
  return () => text;
}
