import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EngineClient } from "../../engine/client.ts";
import { createEngineClient } from "../../engine/create-client.ts";
import { launch } from "../../engine/sandbox/launch.ts";
import { copyImage } from "../../engine/sandbox/preload.ts";
import type { SandboxRow } from "../../engine/sandbox/sandbox-table.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { newId } from "../../kernel/ids.ts";
import type { NewSandbox, SandboxCall } from "../../operations/sandbox-desk.ts";
import type { Sandboxes } from "./open-sandboxes.ts";
import { limitsOf, timeOf } from "./sandbox-limits.ts";
import type { AboutSandbox } from "./sandbox-view.ts";
import { endpointOfSandbox, insideRole } from "./visitors.ts";

/** Reserves a sandbox's name before anything is made, so that a crash leaves nothing that nobody knows of. */
function reserve(all: Sandboxes, host: EngineClient, wanted: NewSandbox, { caller }: SandboxCall): SandboxRow {
  const { settings } = all.parts;
  const limits = limitsOf(wanted, settings);
  const created = Date.now();
  const about: AboutSandbox = {
    ...{ image: settings.sandboxImage, ownerName: caller.name, limits, network: wanted.network },
    images: wanted.images.map(({ name }) => name),
    socket: join(settings.dataDir, "sandboxes", `${wanted.name}.sock`),
  };
  const row = {
    ...{ id: newId("sbx", 12), name: wanted.name, state: "starting" as const, owner: caller.id, created },
    ...{ host: host.endpoint.name, ends: created + timeOf(wanted, settings), about: JSON.stringify(about) },
  };
  const live = all.table.live();
  if (live.length >= settings.sandboxesAtMost)
    throw new GnosisError("LIMIT_REACHED", `There are ${live.length} sandboxes, and no more may be.`, {
      next: "Remove one, or have the setting sandboxesAtMost raised.",
    });
  if (!all.table.add(row))
    throw new GnosisError("CONFLICT", `There is a sandbox '${wanted.name}' already.`, {
      where: "name",
      next: "Take another name, or remove that one.",
    });
  return { ...row, container: null, token: null, ended: null, reason: null };
}

/** Makes a sandbox and opens the way into it; whatever fails, nothing of it is left. */
export async function makeSandbox(
  all: Sandboxes,
  host: EngineClient,
  wanted: NewSandbox,
  call: SandboxCall,
): Promise<{ readonly id: string; readonly token?: string }> {
  const row = reserve(all, host, wanted, call);
  const stop = new AbortController();
  all.making.set(row.id, stop);
  try {
    return await make(all, { row, host, wanted }, { ...call, signal: AbortSignal.any([call.signal, stop.signal]) });
  } catch (thrown) {
    // A host that can't be reached now is tidied up by the next sweep: the row says what to look for.
    await all.end(row, "It could not be made.").catch((error: unknown) => all.parts.alarm(String(error)));
    throw thrown;
  } finally {
    all.making.delete(row.id);
  }
}

async function make(
  all: Sandboxes,
  parts: { readonly row: SandboxRow; readonly host: EngineClient; readonly wanted: NewSandbox },
  { signal, progress, caller }: SandboxCall,
): Promise<{ readonly id: string; readonly token?: string }> {
  const { row, host, wanted } = parts;
  const { settings, tokens } = all.parts;
  const about = JSON.parse(row.about) as AboutSandbox;
  const labels = Object.fromEntries(settings.sandboxLabels.map((text) => text.split(/=(.*)/su).slice(0, 2)));
  const network = wanted.network === "none" ? "none" : await all.network.ensure(host, labels);
  progress({ message: `Starting an engine from ${about.image}` });
  const { container, driver, diskKind } = await launch(
    host,
    {
      ...{ id: row.id, name: row.name, server: all.table.server, image: about.image, network, labels, ...about.limits },
      ...{ seconds: Math.max(1, Math.ceil((row.ends - Date.now()) / 1000)), ends: new Date(row.ends) },
    },
    signal,
  );
  all.table.change(row.id, { container, about: JSON.stringify({ ...about, driver, diskKind }) });
  await copyImages(host, { row, container, images: wanted.images }, { signal, progress });
  mkdirSync(dirname(about.socket), { recursive: true, mode: 0o700 });
  await all.enter(row, container);
  signal.throwIfAborted();
  const token = wanted.withToken
    ? tokens.create({
        name: endpointOfSandbox(row),
        role: insideRole,
        scope: { endpoint: endpointOfSandbox(row) },
        expiresIn: row.ends - Date.now(),
        createdBy: caller.name,
      })
    : undefined;
  all.table.change(row.id, { state: "ready", ...(token === undefined ? {} : { token: token.token.id }) });
  return { id: row.id, ...(token === undefined ? {} : { token: token.text }) };
}

async function copyImages(
  host: EngineClient,
  { row, container, images }: { readonly row: SandboxRow; readonly container: string } & Pick<NewSandbox, "images">,
  { signal, progress }: Pick<SandboxCall, "signal" | "progress">,
): Promise<void> {
  if (images.length === 0) return;
  const client = createEngineClient({ name: endpointOfSandbox(row), kind: "sandbox", container, host });
  try {
    for (const [done, image] of images.entries()) {
      progress({ message: `Copying ${image.name}`, done, total: images.length });
      await copyImage(host, client, image, signal);
    }
  } finally {
    client.close();
  }
}
