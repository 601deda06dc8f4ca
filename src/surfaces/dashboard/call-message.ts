import { z } from "zod";

/** What a page sends over its socket: a call or a stream of an operation, or the end of one. */
export const pageMessage = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("call"),
    id: z.number().int().nonnegative(),
    operation: z.string().max(100),
    input: z.record(z.string(), z.unknown()).default({}),
    endpoint: z.string().max(100).optional(),
  }),
  z.strictObject({
    kind: z.literal("stream"),
    id: z.number().int().nonnegative(),
    operation: z.string().max(100),
    input: z.record(z.string(), z.unknown()).default({}),
    endpoint: z.string().max(100).optional(),
  }),
  z.strictObject({
    kind: z.literal("preview"),
    id: z.number().int().nonnegative(),
    operation: z.string().max(100),
    input: z.record(z.string(), z.unknown()).default({}),
    endpoint: z.string().max(100).optional(),
  }),
  // One line of a running stream's upload, such as what is typed in a terminal.
  z.strictObject({
    kind: z.literal("line"),
    id: z.number().int().nonnegative(),
    line: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    kind: z.literal("words"),
    id: z.number().int().nonnegative(),
    operation: z.string().max(100),
    input: z.record(z.string(), z.unknown()).default({}),
  }),
  z.strictObject({ kind: z.literal("end"), id: z.number().int().nonnegative() }),
]);

export type PageMessage = z.output<typeof pageMessage>;

/** Those that ask for something. */
export type AskingMessage = Exclude<Extract<PageMessage, { readonly operation: string }>, { readonly kind: "words" }>;

/** What the server sends back: batches of items every 50 ms, one result or error per id, and a sign of life. */
export type ServerMessage =
  | { readonly kind: "items"; readonly id: number; readonly items: readonly unknown[] }
  | { readonly kind: "progress"; readonly id: number; readonly progress: unknown }
  | {
      readonly kind: "result";
      readonly id: number;
      readonly value: unknown;
      readonly record?: string;
      readonly age?: unknown;
      /** True when the answer describes a moment before it was asked for: something has happened that it may lack. */
      readonly behind?: boolean;
      readonly receipt?: unknown;
    }
  | { readonly kind: "error"; readonly id: number; readonly problem: Readonly<Record<string, unknown>> }
  | { readonly kind: "recorded" }
  | { readonly kind: "alive"; readonly time: string };
