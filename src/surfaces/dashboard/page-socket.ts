import type { WebSocket } from "ws";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { Call, Guard } from "../../guard/guard.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { parseStrictJson } from "../../kernel/strict-json.ts";
import { problemOf } from "../http/problem.ts";
import { pageMessage, type PageMessage, type ServerMessage } from "./call-message.ts";

/** Milliseconds for which items are gathered before they are sent together. */
const batchTime = 50;
/** Bytes that may wait to be sent to one page; past them its streams are not pulled. */
const maxWaiting = 1024 * 1024;
/** Calls and streams that one page may have open at once. */
const maxOpen = 64;
/** Items that one batch may hold. */
const maxBatch = 2000;

/** What a page's socket works with. */
export interface PageSocketParts {
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  /** Who is signed in, asked anew for each call; nothing once the session has ended. */
  readonly caller: () => Promise<Caller | undefined>;
}

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Serves one tab over its one socket: calls, previews and streams, each through the guard, until it closes. */
export function servePage(socket: WebSocket, parts: PageSocketParts): void {
  const open = new Map<number, AbortController>();
  const send = (message: ServerMessage): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  const drained = async (signal: AbortSignal): Promise<void> => {
    while (socket.bufferedAmount > maxWaiting && !signal.aborted) await rest(batchTime);
  };

  const find = (id: string): AnyOperation => {
    const operation = parts.catalogue.find(id);
    if (operation !== undefined) return operation;
    throw new GnosisError("ROUTE_UNKNOWN", `There is no operation ${id}.`);
  };

  const callOf = async (message: Exclude<PageMessage, { kind: "end" }>, signal: AbortSignal): Promise<Call> => {
    const caller = await parts.caller();
    if (caller === undefined)
      throw new GnosisError("UNAUTHENTICATED", "The session has ended.", { next: "Sign in again." });
    const { id, operation, input, endpoint } = message;
    return {
      operation: find(operation),
      input,
      caller,
      signal,
      onProgress: (progress) => send({ kind: "progress", id, progress }),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  };

  const stream = async (id: number, call: Call, signal: AbortSignal): Promise<void> => {
    const { items, record } = await parts.guard.stream(call);
    let batch: unknown[] = [];
    const flush = (): void => {
      if (batch.length > 0) send({ kind: "items", id, items: batch });
      batch = [];
    };
    const timer = setInterval(flush, batchTime);
    try {
      for (;;) {
        const next = await items.next();
        if (next.done === true) {
          flush();
          send({ kind: "result", id, value: next.value ?? null, record });
          return;
        }
        batch.push(next.value);
        if (batch.length >= maxBatch) flush();
        await drained(signal);
      }
    } finally {
      clearInterval(timer);
      flush();
      await items.return(undefined);
    }
  };

  const serve = async (message: Exclude<PageMessage, { kind: "end" }>): Promise<void> => {
    const { id } = message;
    const controller = new AbortController();
    open.set(id, controller);
    try {
      const call = await callOf(message, controller.signal);
      if (message.kind === "stream") await stream(id, call, controller.signal);
      else if (message.kind === "preview") send({ kind: "result", id, value: await parts.guard.preview(call) });
      else {
        const { value, record, age, receipt } = await parts.guard.run(call);
        const more = { ...(age === undefined ? {} : { age }), ...(receipt === undefined ? {} : { receipt }) };
        send({ kind: "result", id, value, record, ...more });
      }
    } catch (thrown) {
      if (!controller.signal.aborted)
        send({ kind: "error", id, problem: problemOf(asGnosisError(thrown), String(id)) });
    } finally {
      open.delete(id);
    }
  };

  const receive = (text: string): void => {
    const message = pageMessage.parse(parseStrictJson(text));
    if (message.kind === "end") open.get(message.id)?.abort();
    else if (open.has(message.id) || open.size >= maxOpen) {
      const error = new GnosisError("LIMIT_REACHED", "This page has too much open, or used a number twice.");
      send({ kind: "error", id: message.id, problem: problemOf(error, String(message.id)) });
    } else void serve(message);
  };

  const beat = setInterval(() => send({ kind: "alive", time: new Date().toISOString() }), 5000);
  socket.on("message", (data, binary) => {
    try {
      if (binary) throw new GnosisError("INPUT_INVALID", "Text is expected.");
      receive((data as Buffer).toString("utf8"));
    } catch {
      // Our own page never sends such: whoever does is not served any further.
      socket.close(1008, "bad message");
    }
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => {
    clearInterval(beat);
    for (const controller of open.values()) controller.abort();
  });
}
