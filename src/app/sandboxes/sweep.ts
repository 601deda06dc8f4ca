import { setTimeout as sleep } from "node:timers/promises";
import type { EngineClient } from "../../engine/client.ts";
import { removeSandboxContainer } from "../../engine/sandbox/launch.ts";
import { endingOf, sandboxContainers } from "../../engine/sandbox/sandbox-containers.ts";
import type { SandboxRow } from "../../engine/sandbox/sandbox-table.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import { isLost } from "../../kernel/lost-engine.ts";
import type { Sandboxes } from "./open-sandboxes.ts";

/** Milliseconds between two looks for what has ended. */
const interval = 5_000;
/** Milliseconds that ended sandboxes are remembered, and after its end that a container of a server that is gone is left alone. */
const remembered = 24 * 3_600_000;
const grace = 60_000;
/** Milliseconds that hosts are looked at after the last sandbox has ended. */
const tidyTime = 60_000;
/** Milliseconds that the first look is waited for at the start, and the last one at the end. */
const firstLook = 5_000;
const lastLook = 5_000;

/** What is to be done with one sandbox that has not ended, seen from its host: nothing, opening it again, or ending it. */
async function lookAt(
  all: Sandboxes,
  host: EngineClient,
  row: SandboxRow,
  running: ReadonlySet<string>,
): Promise<void> {
  if (all.making.has(row.id)) return;
  if (row.state !== "ready") {
    await all.end(row, row.reason ?? "The server went down while it was made.");
    return;
  }
  if (Date.now() >= row.ends) {
    await all.end(row, "Its time was over.");
    return;
  }
  if (row.container === null || !running.has(row.container)) {
    await all.end(row, row.container === null ? "Its container is gone." : await endingOf(host, row.container, row.created)); // prettier-ignore
    return;
  }
  if (all.sideOf(row) === undefined) await all.enter(row, row.container);
}

/** Looks at everything on one host: sandboxes that have ended, and containers that nobody knows of any more. */
async function sweepHost(all: Sandboxes, host: EngineClient, signal: AbortSignal): Promise<void> {
  // What gets ready while the engine lists is not in its list, and has not ended for that.
  const before = all.table.live().filter((row) => row.host === host.endpoint.name);
  const containers = await sandboxContainers(host, signal);
  const running = new Set(containers.filter((one) => one.running).map((one) => one.container));
  for (const { id, state } of before) {
    // Ending another one takes its time, in which this one may have become something else.
    const row = all.table.live().find((one) => one.id === id);
    if (row?.state === state) await lookAt(all, host, row, running);
  }
  // Whatever is made has a row before it has a container.
  const known = new Set(all.table.live().map(({ id }) => id));
  for (const { container, sandbox, server, ends, running: runs } of containers) {
    const orphan = server === all.table.server ? !known.has(sandbox) : !runs && !(Date.now() < ends + grace);
    if (orphan) await removeSandboxContainer(host, container);
  }
}

/** One look at every host; one that can't be reached keeps what it has until it can. */
async function sweepHosts(all: Sandboxes, signal: AbortSignal): Promise<void> {
  const sweep = async (host: EngineClient): Promise<void> => {
    try {
      await sweepHost(all, host, signal);
    } catch (thrown) {
      if (signal.aborted || isLost(thrown)) return;
      const { message, detail } = asGnosisError(thrown);
      all.parts.alarm(`${message} ${detail.internal ?? ""}`);
    }
  };
  await Promise.all(all.parts.hosts().map(sweep));
  all.table.forget(Date.now() - remembered);
}

/**
 * Ends what has to end, for as long as the server runs. The first look is made before this returns, so that sandboxes can be entered as
 * soon as the server serves; it is not waited for longer than a moment, since an engine may hang.
 */
export async function startSweeping(all: Sandboxes): Promise<{ readonly stop: () => Promise<void> }> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  /** Until then hosts are looked at although there is no sandbox: something may be left of the last one. */
  let untidy = Date.now() + tidyTime;
  const sweep = async (): Promise<void> => {
    if (all.table.live().length > 0) untidy = Date.now() + tidyTime;
    if (Date.now() < untidy)
      await sweepHosts(all, stop.signal).catch((error: unknown) => all.parts.alarm(String(error)));
    if (stop.signal.aborted) return;
    const soonest = Math.min(...all.table.live().map(({ ends }) => ends - Date.now()), interval);
    timer = setTimeout(() => (looking = sweep()), Math.max(250, soonest));
    timer.unref();
  };
  const had = all.table.live().length > 0;
  let looking = sweep();
  if (had) await Promise.race([looking, sleep(firstLook, undefined, { ref: false })]);
  return {
    stop: async () => {
      clearTimeout(timer);
      stop.abort();
      await Promise.race([looking, sleep(lastLook, undefined, { ref: false })]);
    },
  };
}
