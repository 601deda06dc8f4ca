import type { Store } from "../../store/store.ts";

/** What is known of an object that may be gone. */
export interface LastKnown {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a container. */
  readonly image?: string;
}

/**
 * A container or image that may be gone, as its set-up or its last event tells. Of volumes and networks the engine's events tell no
 * labels, so that nothing is known of them. Without an endpoint's name it may be any: ids are unique.
 */
export function lastKnown(
  store: Store,
  endpoint: string,
  kind: "container" | "image",
  id: string,
): LastKnown | undefined {
  const setUp = kind === "container" ? fromSetUp(store, endpoint, id) : undefined;
  return setUp ?? fromEvent(store, endpoint, kind, id);
}

function fromSetUp(store: Store, endpoint: string, id: string): LastKnown | undefined {
  const row = store
    .prepare(
      `SELECT name, content -> '$.Config.Labels' AS labels, content ->> '$.Config.Image' AS image
       FROM config_version JOIN config_content USING (hash) WHERE ?1 IN (endpoint, '') AND container = ?2 ORDER BY number DESC LIMIT 1`,
    )
    .get(endpoint, id);
  return row === undefined ? undefined : knownOf(row);
}

function fromEvent(store: Store, endpoint: string, kind: string, id: string): LastKnown | undefined {
  const row = store
    .prepare(
      `SELECT name, labels, attributes ->> '$.image' AS image
       FROM event WHERE object = ?2 AND ?1 IN (endpoint, '') AND type = ?3 ORDER BY time DESC LIMIT 1`,
    )
    .get(endpoint, id, kind);
  return row === undefined ? undefined : knownOf(row);
}

function knownOf({ name, labels, image }: Readonly<Record<string, unknown>>): LastKnown {
  return {
    name: String(name),
    labels: (JSON.parse(String(labels ?? "{}")) as LastKnown["labels"] | null) ?? {},
    ...(typeof image === "string" ? { image } : {}),
  };
}
