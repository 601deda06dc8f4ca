import type { EngineClient } from "../../engine/client.ts";
import { removeSandboxContainer } from "../../engine/sandbox/launch.ts";
import { endingOf, sandboxContainers } from "../../engine/sandbox/sandbox-containers.ts";
import type { SandboxRow } from "../../engine/sandbox/sandbox-table.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import type { Sandboxes } from "./open-sandboxes.ts";

/** Milliseconds between two looks for what has ended. */
const interval = 5_000;
/** Milliseconds that ended sandboxes are remembered, and after its end that a container of a server that is gone is left alone. */
const remembered = 24 * 3_600_000;
const grace = 60_000;

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
async function sweepHost(all: Sandboxes, host: EngineClient): Promise<void> {
  // The rows first: what is made in between has a row before it has a container.
  const containers = await sandboxContainers(host);
  const rows = all.table.live().filter((row) => row.host === host.endpoint.name);
  const running = new Set(containers.filter((one) => one.running).map((one) => one.container));
  for (const row of rows) await lookAt(all, host, row, running);
  const known = new Set(all.table.live().map(({ id }) => id));
  for (const { container, sandbox, server, ends, running: runs } of containers) {
    const orphan = server === all.table.server ? !known.has(sandbox) : !runs && !(Date.now() < ends + grace);
    if (orphan) await removeSandboxContainer(host, container);
  }
}

/** Ends what has to end, for as long as the server runs; the first look is made before this returns. */
export async function startSweeping(all: Sandboxes): Promise<{ readonly stop: () => Promise<void> }> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  /** Until then hosts are looked at although there is no sandbox: something may be left of the last one. */
  let untidy = 0;
  const sweep = async (): Promise<void> => {
    const rows = all.table.live();
    if (rows.length > 0) untidy = Date.now() + 60_000;
    if (rows.length === 0 && Date.now() > untidy) return;
    for (const host of all.parts.hosts()) {
      try {
        await sweepHost(all, host);
      } catch (thrown) {
        // A host that can't be reached keeps what it has until it can.
        const { code, message, detail } = asGnosisError(thrown);
        if (code !== "ENGINE_UNREACHABLE" && code !== "ENGINE_TIMEOUT")
          all.parts.alarm(`${message} ${detail.internal ?? ""}`);
      }
    }
    all.table.forget(Date.now() - remembered);
  };
  const next = (): void => {
    if (stopped) return;
    const soonest = Math.min(...all.table.live().map(({ ends }) => ends - Date.now()), interval);
    timer = setTimeout(() => (looking = again()), Math.max(250, soonest));
    timer.unref();
  };
  const again = async (): Promise<void> => {
    await sweep().catch((error: unknown) => all.parts.alarm(String(error)));
    next();
  };
  untidy = Date.now() + 60_000;
  await sweep();
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
