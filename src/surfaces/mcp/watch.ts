import type { AnyOperation } from "../../catalogue/operation.ts";
import { may } from "./list-tools.ts";
import type { McpParts, Peer } from "./parts.ts";
import { findResource } from "./resources.ts";

/** Milliseconds between two notices about the same resource: a log may grow thousands of times a second. */
const pause = 1_000;
/** Milliseconds between two notices about a container's use. */
const statsPause = 5_000;

/** Resources that engine events say nothing of. */
const ownSources: ReadonlySet<string> = new Set(["logs", "stats", "audit"]);

interface Happened {
  readonly id?: string;
  readonly name?: string;
  readonly Actor?: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
}

/**
 * Tells when a resource that somebody subscribed to has changed, until the signal ends it. Everything comes through the guard in the
 * caller's name: nobody is told about what they may not see.
 */
export function watchResources(
  parts: McpParts,
  peer: Peer,
  uris: readonly string[],
  changed: (uri: string) => void,
  signal: AbortSignal,
): void {
  const tell = throttled(changed, signal);
  const watched = uris.flatMap((uri) => {
    const found = findResource(uri);
    if (found === undefined) return [];
    return [{ uri, kind: found.source.name, id: found.id, endpoint: found.endpoint }];
  });
  const byEvents = watched.filter(({ kind }) => !ownSources.has(kind));
  for (const endpoint of new Set(byEvents.map((one) => one.endpoint))) {
    const there = byEvents.filter((one) => one.endpoint === endpoint);
    void follow(parts, peer, { ids: ["event.follow", "system.events"], input: {}, endpoint }, signal, (item) => {
      const event = item as Happened;
      const names = [event.id, event.name, event.Actor?.ID, event.Actor?.Attributes["name"]];
      for (const { uri, id } of there) {
        if (id === "" || names.some((one) => one === id || (id.length >= 12 && one?.startsWith(id) === true)))
          tell(uri, pause);
      }
    });
  }
  for (const { uri, kind, id, endpoint } of watched) {
    if (kind === "logs") {
      const lines = { ids: ["container.logs"], input: { id, follow: true, tail: 0 }, endpoint };
      void follow(parts, peer, lines, signal, () => tell(uri, pause));
    }
    if (kind === "audit") watchRecords(parts, peer, () => tell(uri, pause), signal);
    if (kind === "stats") {
      const samples = { ids: ["container.stats"], input: { id }, endpoint };
      void follow(parts, peer, samples, signal, () => tell(uri, statsPause));
    }
  }
}

/**
 * Tells of new records as long as the caller may read them. The caller's own readings of the log are no news to it: a client that
 * reads the resource again whenever it is told would never come to rest.
 */
function watchRecords(parts: McpParts, peer: Peer, tell: () => void, signal: AbortSignal): void {
  const readings = new Set<string>();
  const stop = parts.onRecord?.(({ kind, id, operation, callerId }) => {
    if (callerId === peer.caller.id && operation?.startsWith("audit.") === true) {
      if (kind === "intent") readings.add(id);
      return;
    }
    if (readings.delete(id)) return;
    if (may(parts, peer, "audit.list")) tell();
  });
  if (stop !== undefined) signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop?.();
}

interface Followed {
  readonly ids: readonly string[];
  readonly input: unknown;
  readonly endpoint: string | undefined;
}

/** Follows the first of these operations that there is; what ends or fails is simply no longer followed. */
async function follow(
  parts: McpParts,
  { caller }: Peer,
  { ids, input, endpoint }: Followed,
  signal: AbortSignal,
  each: (item: unknown) => void,
): Promise<void> {
  const operation = ids
    .map((id) => parts.catalogue.find(id))
    .find((one): one is AnyOperation => one?.stream !== undefined);
  if (operation === undefined) return;
  try {
    const { items } = await parts.guard.stream({
      ...{ operation, input, caller, signal },
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    for await (const item of items) {
      if (signal.aborted) return;
      each(item);
    }
  } catch {
    // The caller may not, the container is gone, or the engine went away: the subscription stays silent.
  }
}

/** At most one notice per resource and pause; the last change is always told. */
function throttled(changed: (uri: string) => void, signal: AbortSignal): (uri: string, gap: number) => void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const last = new Map<string, number>();
  signal.addEventListener("abort", () => {
    for (const timer of waiting.values()) clearTimeout(timer);
  });
  return (uri, gap) => {
    if (waiting.has(uri) || signal.aborted) return;
    const rest = Math.max(0, (last.get(uri) ?? 0) + gap - Date.now());
    const timer = setTimeout(() => {
      waiting.delete(uri);
      last.set(uri, Date.now());
      changed(uri);
    }, rest);
    timer.unref();
    waiting.set(uri, timer);
  };
}
