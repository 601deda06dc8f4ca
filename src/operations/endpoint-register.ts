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
  /** The engine's version and the API version that is spoken. */
  readonly version?: string;
  readonly api?: string;
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
