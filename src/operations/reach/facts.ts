import type { Probe } from "../diagnosis/facts.ts";

/** One network that a container is in, as far as it matters for who reaches whom. */
export interface Attachment {
  readonly network: string;
  readonly networkId: string;
  readonly driver: string;
  /** No way out of the host. */
  readonly internal: boolean;
  /** False when containers in it may not talk to each other (enable_icc=false). */
  readonly talks: boolean;
  /** False when what leaves the host keeps the container's own address, which nobody outside knows. */
  readonly masquerades: boolean;
  /** The engine's default bridge: it has no names. */
  readonly nameless: boolean;
  /** Empty while the container does not run. */
  readonly address: string;
  readonly gateway: string;
  /** Names under which others in this network find it, the best first. */
  readonly names: readonly string[];
}

/** The network namespace that a container lives in. */
export type Namespace =
  | { readonly mode: "host" }
  | { readonly mode: "none" }
  /** That of a container that is gone. */
  | { readonly mode: "unknown" }
  | { readonly mode: "own"; readonly owner: string; readonly attachments: readonly Attachment[] };

/** A port of the container that leads out on the host. */
export interface Published {
  /** `80/tcp`, inside. */
  readonly port: string;
  readonly hostAddress: string;
  readonly hostPort: string;
}

/** A container as one end of a connection. */
export interface Party {
  readonly kind: "container";
  readonly id: string;
  readonly name: string;
  /** `running`, `paused`, `exited` … */
  readonly status: string;
  readonly health?: string;
  readonly namespace: Namespace;
  /** The container whose network it shares, where it has none of its own. */
  readonly guestOf?: string;
  readonly published: readonly Published[];
  /** `80/tcp` … that its image or its creator declared. */
  readonly exposed: readonly string[];
  readonly project?: string;
  /** Old links: names of others that it knows also on the default bridge. */
  readonly links: readonly { readonly container: string; readonly alias: string }[];
  /** Names that lead to the host (`host.docker.internal`). */
  readonly hostNames: readonly string[];
}

/** The machine that the engine runs on, or everything beyond it. */
export interface Place {
  readonly kind: "host" | "outside";
}

export type End = Party | Place;

/** A container that publishes the port that is looked for on the host. */
export interface Publisher extends Published {
  readonly container: string;
}

/** All that is looked at; gathered by the operation, judged by pure rules. */
export interface ReachFacts {
  readonly from: End;
  readonly to: End;
  /** `5432/tcp`; absent when any port will do. */
  readonly port?: string;
  /** What came of trying the target's ports at its own address. */
  readonly probes: readonly Probe[];
  /** Who publishes the wanted port on the host; for connections to the host. */
  readonly publishers: readonly Publisher[];
  /** Others in a shared network that answer to a name of the target. */
  readonly namesakes: readonly { readonly name: string; readonly container: string; readonly network: string }[];
}

/** An end's name for people. */
export function endName(end: End): string {
  if (end.kind === "container") return end.name;
  return end.kind === "host" ? "the host" : "the outside";
}
