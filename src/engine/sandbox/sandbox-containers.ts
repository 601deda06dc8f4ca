import type { EngineClient } from "../client.ts";
import type { ContainerSummary, EngineEvent } from "../model.ts";
import { removeSandboxContainer } from "./launch.ts";
import { sandboxEndLabel, sandboxLabel, sandboxServerLabel } from "./sandbox-body.ts";
import { endings } from "./start-script.ts";

/** A container that carries a sandbox's engine, of whatever server. */
export interface SandboxContainer {
  readonly container: string;
  readonly sandbox: string;
  readonly server: string;
  /** Unix milliseconds; NaN when its label can't be read. */
  readonly ends: number;
  readonly running: boolean;
}

/** All of them on one engine. */
export async function sandboxContainers(
  host: EngineClient,
  signal?: AbortSignal,
): Promise<readonly SandboxContainer[]> {
  const found = await host.json<readonly ContainerSummary[]>("GET", "/containers/json", {
    query: { all: true, filters: JSON.stringify({ label: [sandboxLabel] }) },
    ...(signal === undefined ? {} : { signal }),
  });
  return found.map(({ Id, Labels, State }) => ({
    container: Id,
    sandbox: Labels?.[sandboxLabel] ?? "",
    server: Labels?.[sandboxServerLabel] ?? "",
    ends: Date.parse(Labels?.[sandboxEndLabel] ?? ""),
    running: State === "running",
  }));
}

/** Removes every container of one sandbox: usually one, none when it has ended. */
export async function removeSandbox(host: EngineClient, sandbox: string): Promise<void> {
  for (const one of await sandboxContainers(host))
    if (one.sandbox === sandbox) await removeSandboxContainer(host, one.container);
}

/** Why a container has ended, as far as the engine still knows. */
export async function endingOf(host: EngineClient, container: string, since: number): Promise<string> {
  const unknown = "Its container ended.";
  try {
    const events = host.values("GET", "/events", {
      query: {
        since: String(Math.floor(since / 1000)),
        until: String(Math.ceil(Date.now() / 1000) + 1),
        filters: JSON.stringify({ container: [container], event: ["die"] }),
      },
    });
    for await (const event of events) {
      const code = (event as EngineEvent).Actor.Attributes["exitCode"] ?? "";
      return endings[code] ?? `${unknown.slice(0, -1)} with code ${code}.`;
    }
  } catch {
    // The engine remembers little; what happened stays unknown then.
  }
  return unknown;
}
