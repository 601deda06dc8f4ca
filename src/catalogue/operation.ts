import type { Readable } from "node:stream";
import type { z } from "zod";
import type { ErrorCode } from "../kernel/error-table.ts";
import type { Risk } from "./risk.ts";
import type { Target, TargetKind, TargetRule } from "./target.ts";

/** The way in that a call came by. */
export type Surface = "rest" | "mcp" | "cli" | "dashboard" | "socket" | "server";

/** What an operation may know of who asks. Deciding is the guard's; an operation only labels and filters. */
export interface CallerView {
  /** The token's id, or `anonymous`, or `server`. */
  readonly id: string;
  /** The token's name. */
  readonly name: string;
  readonly role: string;
  readonly surface: Surface;
  /** The client program as it names itself; untrusted. */
  readonly client?: string;
}

/** How far a long operation has come. */
export interface Progress {
  /** One line for a person. */
  readonly message: string;
  /** Units done and in all, where known. */
  readonly done?: number;
  readonly total?: number;
}

/** One object of many that a call chose by itself. */
export interface Part {
  /** What is decided and recorded. */
  readonly operation: AnyOperation;
  /** Absent for what is no object of the policy, such as build cache. */
  readonly target?: Target;
  /** Further objects, after `target`. */
  readonly others?: readonly Target[];
  /** For the record. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The engine request body that containment must judge; `work` gets what may be sent. */
  readonly body?: {
    readonly kind: BodyKind;
    readonly value: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, string>>;
  };
  /** Id of the operation whose undo takes it back; the part's own when absent. */
  readonly undoneAs?: string;
  /** True where an approval of the whole is none of this part, because nobody has seen it in a plan. */
  readonly unseen?: boolean;
}

/** What the work of a part is given. */
export interface PartGrant {
  /** The judged body: only this may be sent. */
  readonly body: Readonly<Record<string, unknown>>;
  /** As the context's, for what this part makes. */
  readonly secondLook: (containerId: string) => Promise<void>;
}

/** What the gate would say to a part, its body judged. */
export interface Foresight {
  readonly effect: "allow" | "ask" | "deny";
  /** Where it is not simply allowed. */
  readonly reason?: string;
  /** The body as it would be sent; absent where it would be refused or the part has none. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** What the guard would set or change in the body, as field paths. */
  readonly changes: readonly string[];
  /** True when it reaches past the container into the host. */
  readonly reachesHost: boolean;
}

/** What a part came to. */
export interface PartDone<T> {
  readonly value: T;
  readonly record: string;
  /** How it can be taken back, where that is kept. */
  readonly receipt?: { readonly record: string; readonly undo: string; readonly undoable: boolean };
}

/** What `run` is given: the ports it works with, the judged input's targets, and how to stop and report. */
export interface OperationContext<Ports> {
  readonly ports: Ports;
  /** Aborted when the caller goes away, the deadline passes or the server stops. */
  readonly signal: AbortSignal;
  readonly caller: CallerView;
  /** The resolved targets, in the order of the operation's target rules; absent ones are left out. */
  readonly targets: readonly Target[];
  /** The engine request body as the guard judged it and as it must be sent; set when the operation declares `body`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Of a build: why it may not take an image, for callers that may use some only. */
  readonly againstBase?: (reference: string) => Promise<string | undefined>;
  /** Whether the caller may see this object; lists and events leave out what it may not. */
  readonly sees: (target: Target) => boolean;
  /** Whether the object is in the caller's scope, also when it lies in the trash. */
  readonly inScope: (target: Target) => boolean;
  /** True when the caller's role may see secrets unmasked. */
  readonly revealsSecrets: boolean;
  /** The caller's upload, for operations that declare one. */
  readonly upload?: Readable;
  readonly progress: (progress: Progress) => void;
  /** Adds to the record's outcome; what is said last counts. */
  readonly account: (more: Accounted) => void;
  /** Keeps what went over a terminal in the log; absent where the caller's role keeps only how much it was. */
  readonly transcript?: (way: "typed" | "shown", text: string) => void;
  /** Says how old what was read is; the oldest one said stands on the answer. */
  readonly observed: (age: ReadingAge) => void;
  /** What the policy says to a part, without doing it. */
  readonly decides: (part: Pick<Part, "operation" | "target">) => {
    readonly effect: "allow" | "ask" | "deny";
    readonly reason: string;
  };
  /** Does a part of this call as a call of its own: decided, recorded, and with a receipt. Throws what refuses it or goes wrong. */
  readonly part: <T>(part: Part, work: (grant: PartGrant) => Promise<T>) => Promise<PartDone<T>>;
  /** What the gate would say to a part now, containment included, without doing or recording it. */
  readonly foresee: (part: Part) => Promise<Foresight>;
  /** Must be called with the id of every container that the operation made, before it is started: throws CONTAINMENT_DENIED, and has removed it then, when the engine made something else than was judged. */
  readonly secondLook: (containerId: string) => Promise<void>;
}

/** What an operation adds to the record of its outcome. */
export interface Accounted {
  readonly message?: string;
  /** Bytes that flowed. */
  readonly bytes?: number;
}

/** How old what was read is. */
export interface ReadingAge {
  readonly asOf: Date;
  readonly source: "memory" | "engine";
  /** True when the event stream is down, so that the engine may have moved on. */
  readonly stale: boolean;
}

/** Bytes for the caller, for operations that declare a download. */
export interface Download {
  readonly bytes: Readable;
  readonly contentType: string;
  /** A file name without directories. */
  readonly filename: string;
}

/** One example of an operation: runs as a test and stands in the reference page. */
export interface Example {
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The HTTP route of an operation. `{name}` in the path is the input's field of that name. */
export interface HttpRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: `/api/${string}`;
  /** Status of success; 200 when absent. */
  readonly status?: 200 | 201 | 202;
  /** The same operation under the predecessor's paths. */
  readonly aliases?: readonly string[];
  /** What the predecessor's clients look for at the start of `error` when it fails: `Failed to start container`. */
  readonly failure?: string;
}

/** The kinds of engine request body that containment judges. */
export type BodyKind =
  | "container.create"
  | "container.update"
  | "exec.create"
  | "volume.create"
  | "network.create"
  | "network.connect"
  | "image.build"
  /** No body: the query names what an image is to be called (`repo`, `tag`) or fetched as (`pull`), or that an archive names images (`load`). */
  | "image.name"
  | "container.commit"
  | "service.spec"
  | "swarm.init"
  | "swarm.join"
  | "swarm.spec"
  | "swarm.unlock"
  | "node.spec"
  | "secret.spec"
  | "config.spec"
  | "volume.update"
  | "registry.login"
  /** No body: the query's `path` says where in a container an archive is unpacked. */
  | "container.upload";

/** Another operation that a call comes to. */
export interface Comprised {
  readonly operation: AnyOperation;
  /** The call's targets on which it comes to that; none when it does not. */
  readonly on: (targets: readonly Target[]) => readonly Target[];
}

/** What a body that depends on what is there is made from. */
export interface BodySource<Ports> {
  readonly ports: Ports;
  readonly targets: readonly Target[];
  /** Whether an object is in the caller's scope. */
  readonly inScope: (target: Target) => boolean;
  readonly signal?: AbortSignal;
}

/** One thing that can be asked: defined once, and every surface is made from it. */
export interface Operation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
  Item extends z.ZodType = z.ZodType,
  Ports = unknown,
> {
  /** `noun.verb`, singular. */
  readonly id: `${string}.${string}`;
  /** One sentence: REST summary, MCP description, CLI help and tooltip. */
  readonly summary: string;
  /** More for the reference page: units, edge cases. */
  readonly description?: string;
  readonly risk: Risk;
  /** The highest risk that `riskOf` can give; needed with it. */
  readonly riskCeiling?: Risk;
  /** Of one call; never lower than `risk`. */
  readonly riskOf?: (input: z.output<Input>) => Risk;
  readonly http: HttpRoute;
  /** A strict object: unknown fields are errors. */
  readonly input: Input;
  readonly output: Output;
  /** What each item of `stream` is. */
  readonly item?: Item;
  readonly targets?: readonly TargetRule<z.output<Input>>[];
  /** The kind of object that a success creates; it gets the caller's owner label. */
  readonly creates?: TargetKind;
  /** What it creates takes the place of its container, and belongs to whom that one belongs to, or to nobody. */
  readonly keepsOwner?: boolean;
  /** What the call comes to beside itself: a policy's rules that deny or ask for these hold for it as well. */
  readonly comprises?: readonly Comprised[];
  /** The engine request body that this input asks for; the guard judges it and hands it to `run` as `context.body`. */
  readonly body?: {
    readonly kind: BodyKind;
    readonly of: (input: z.output<Input>) => Record<string, unknown>;
    /** The body where it also depends on what is there: then `of` is only what the input says of it. Called once the policy lets the call come that far. */
    readonly resolve?: (from: BodySource<Ports>, input: z.output<Input>) => Promise<Record<string, unknown>>;
    /** What the request says in its query, where that must be judged too: names and tags. */
    readonly query?: (input: z.output<Input>) => Record<string, string>;
  };
  /**
   * What it makes can't be judged by its body: no role gets it whose containment does not say this, whatever its rules allow. `privileged`
   * is the level, `buildKit` also its own member.
   */
  readonly uncontained?: "privileged" | "buildKit";
  /** The words after `docker` that ask Docker's own command for the same; absent where it has none, or can't be told all of it. */
  readonly docker?: (input: z.output<Input>) => readonly string[];
  /** The upload's content type, where there is one, and the most bytes it may have. */
  readonly upload?: { readonly contentType: string; readonly maxBytes: number; readonly required: boolean };
  /** True where asking for an answer right away makes no sense and `stream` is what every surface uses. */
  readonly streamsOnly?: boolean;
  /** What a call would do, a sentence each, for whoever approves it: where its input does not say that by itself. */
  readonly effects?: (
    about: Pick<OperationContext<Ports>, "ports" | "caller" | "sees" | "signal">,
    input: z.output<Input>,
  ) => Promise<readonly string[]>;
  /** Milliseconds until the engine calls are given up; `none` for what lasts as long as somebody looks. */
  readonly deadline: number | "none";
  readonly errors: readonly ErrorCode[];
  readonly examples: readonly [Example, ...Example[]];
  /** The answer in one piece. */
  readonly run?: (context: OperationContext<Ports>, input: z.output<Input>) => Promise<z.output<Output>>;
  /** The answer item by item; its return value is what `run` would have answered. */
  readonly stream?: (
    context: OperationContext<Ports>,
    input: z.output<Input>,
  ) => AsyncGenerator<z.output<Item>, z.output<Output>, void>;
  /** `stream` for items that come in crowds: many at a time, which costs far less each. An operation has one of the two. */
  readonly batches?: (
    context: OperationContext<Ports>,
    input: z.output<Input>,
  ) => AsyncGenerator<readonly z.output<Item>[], z.output<Output>, void>;
  /** The answer as bytes. */
  readonly download?: (context: OperationContext<Ports>, input: z.output<Input>) => Promise<Download>;
}

/** An operation whose types no longer matter: what the guard and the surfaces hold. */
// oxlint-disable-next-line typescript/no-explicit-any -- the schemas' types are erased on purpose here
export type AnyOperation<Ports = any> = Operation<any, any, any, Ports>;
