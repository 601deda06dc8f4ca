import type { CallerView } from "../catalogue/operation.ts";
import type { EndpointKind } from "../engine/client.ts";

/** One engine that the server reaches, as its settings have it. */
export interface EndpointView {
  readonly name: string;
  readonly kind: EndpointKind;
  /** As DOCKER_HOST would have it. */
  readonly address: string;
}

/** What a look at an engine came to. */
export interface EndpointCheck extends EndpointView {
  readonly ok: boolean;
  /** Docker Engine or Podman. */
  readonly product?: string;
  /** The engine's version and the API version that is spoken. */
  readonly version?: string;
  readonly api?: string;
  /** Whether changes are let through. */
  readonly rights?: "change" | "look" | "unknown";
  /** What this engine lacks, each with what happens instead. */
  readonly lacks: readonly string[];
  /** What somebody should know or mend: clocks that differ, an engine that others can use too. */
  readonly findings: readonly {
    readonly severity: "ok" | "note" | "warning" | "error";
    readonly message: string;
    readonly fix?: string;
  }[];
  /** Milliseconds until it answered. */
  readonly latency?: number;
  /** Milliseconds that its clock is ahead of the server's; negative when behind. */
  readonly clock?: number;
  /** Why it can't be used, and what to do. */
  readonly error?: { readonly code: string; readonly message: string; readonly next: string };
}

/** The engines that are there for a caller; the first is meant where none is named. Implemented by the app. */
export interface EndpointRegister {
  readonly list: (caller: CallerView) => readonly EndpointView[];
  readonly check: (
    name: string | undefined,
    caller: CallerView,
    signal: AbortSignal,
  ) => Promise<readonly EndpointCheck[]>;
}
