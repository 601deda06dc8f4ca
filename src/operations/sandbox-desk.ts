import type { CallerView, Progress } from "../catalogue/operation.ts";
import type { Target } from "../catalogue/target.ts";
import type { EngineClient } from "../engine/client.ts";

/** One sandbox as its owner and admins see it. Moments are RFC 3339. */
export interface SandboxView {
  readonly name: string;
  /** Names its engine in every other call. */
  readonly endpoint: string;
  readonly state: "starting" | "ready" | "removing" | "ended";
  /** The endpoint on whose engine it runs. */
  readonly host: string;
  /** Full id of its container there. */
  readonly container?: string;
  /** The image that carries its engine. */
  readonly image: string;
  readonly owner: { readonly id: string; readonly name: string };
  readonly created: string;
  readonly ends: string;
  readonly limits: SandboxLimits;
  readonly network: "open" | "none";
  readonly driver?: string;
  /** `image`: its disk can hold no more than that; `watch`: it is ended when it holds more. */
  readonly diskKind?: "image" | "watch";
  /** Path of the guarded Docker socket that leads into it. */
  readonly socket?: string;
  /** Images that were copied into it. */
  readonly images: readonly string[];
  /** Of one that ended: why. */
  readonly reason?: string;
}

/** What a sandbox may use, with all that runs in it. Bytes. */
export interface SandboxLimits {
  readonly cpus: number;
  readonly memory: number;
  readonly pids: number;
  readonly disk: number;
}

/** What is asked for; what is absent is the server's usual. */
export interface NewSandbox {
  readonly name: string;
  readonly limits: Partial<SandboxLimits>;
  /** Milliseconds until it ends. */
  readonly time?: number;
  readonly network: "open" | "none";
  /** Images of the host that are copied into it. */
  readonly images: readonly Target[];
  /** Make a token that reaches this sandbox and nothing else. */
  readonly withToken: boolean;
}

/** How its engine is now. */
export interface SandboxUse {
  readonly reachable: boolean;
  readonly version?: string;
  readonly containers?: number;
  readonly running?: number;
  readonly memory?: number;
  readonly pids?: number;
}

/** What a call needs beside its input. */
export interface SandboxCall {
  readonly caller: CallerView;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** The sandboxes of a server. Implemented by the app. A caller sees its own; admins see all. */
export interface SandboxDesk {
  /** Throws CONFLICT, LIMIT_REACHED, INPUT_INVALID, IMAGE_NOT_FOUND and SANDBOX_FAILED; nothing is left behind then. */
  readonly create: (
    host: EngineClient,
    wanted: NewSandbox,
    call: SandboxCall,
  ) => Promise<{ readonly sandbox: SandboxView; readonly token?: string }>;
  readonly list: (caller: CallerView, all: boolean) => readonly SandboxView[];
  /** Throws SANDBOX_NOT_FOUND. */
  readonly find: (caller: CallerView, name: string) => SandboxView;
  readonly use: (sandbox: SandboxView, signal: AbortSignal) => Promise<SandboxUse>;
  /** Runs an operation inside, as a call of its own that is decided and recorded. Throws SANDBOX_NOT_FOUND. */
  readonly run: (
    name: string,
    operation: "container.run" | "container.exec",
    input: Readonly<Record<string, unknown>>,
    call: SandboxCall,
  ) => Promise<unknown>;
  /** Throws SANDBOX_NOT_FOUND. */
  readonly remove: (name: string, call: SandboxCall) => Promise<SandboxView>;
}
