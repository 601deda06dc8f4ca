import type { z } from "zod";
import type { Progress, ReadingAge } from "../../catalogue/operation.ts";
import type { Block } from "./text/budget.ts";
import type { Fence } from "./text/fence.ts";
import type { Profile } from "./profile.ts";

/** What a client may tell a person about a tool before it is called; all four are always set, and true of the worst call. */
export interface Hints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** Whether it reaches beyond this host. */
  readonly openWorldHint: boolean;
}

/** What a tool works with. */
export interface ToolCall {
  /** Runs an operation through the guard. */
  readonly run: <T>(operation: string, input: Readonly<Record<string, unknown>>) => Promise<Ran<T>>;
  /** Whether the operation exists and the caller may ever call it. */
  readonly can: (operation: string) => boolean;
  readonly progress: (progress: Progress) => void;
  readonly signal: AbortSignal;
  /** What the caller says of why, for operations that keep it beside the record. */
  readonly reason?: string;
  readonly fence: Fence;
  /** Identifies the caller: for what is kept between calls. */
  readonly callerId: string;
}

/** An operation's answer. */
export interface Ran<T> {
  readonly value: T;
  /** The audit record's id. */
  readonly record: string;
  readonly age?: ReadingAge;
}

/** What a tool answers. */
export interface Answer {
  /** Complete in itself. */
  readonly text: string | Block;
  /** Small, for programs; only where one would use it. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** A resource that has all of it. */
  readonly link?: { readonly uri: string; readonly name: string };
}

/** One tool as an assistant sees it. */
export interface Tool {
  /** `noun_verb`. */
  readonly name: string;
  readonly profile: Profile;
  /** One or two short sentences: every token of it is paid by every client. */
  readonly description: string;
  /** Listed when the caller may ever call at least one of these. */
  readonly operations: readonly string[];
  readonly hints: Hints;
  /** A strict object. */
  readonly input: z.ZodObject;
  /** Whether the answer can be long, so that `max_tokens` is offered. */
  readonly long: boolean;
  readonly call: (call: ToolCall, input: Readonly<Record<string, unknown>>) => Promise<Answer>;
}

/** Gives a tool's definition the type of its input. */
export function tool<Input extends z.ZodObject>(
  definition: Omit<Tool, "input" | "call"> & {
    readonly input: Input;
    readonly call: (call: ToolCall, input: z.output<Input>) => Promise<Answer>;
  },
): Tool {
  return definition as unknown as Tool;
}

/** The hints of a tool that only looks. */
export const looks: Hints = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** The hints of a tool that changes things; `more` says what is different. */
export function changes(more: Partial<Hints> = {}): Hints {
  return { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false, ...more };
}
