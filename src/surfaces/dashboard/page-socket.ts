import { PassThrough } from "node:stream";
import type { WebSocket } from "ws";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { AnyOperation } from "../../catalogue/operation.ts";
import type { OnRecord } from "../../guard/audit/watched-writer.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import type { Call, Guard } from "../../guard/guard.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { parseStrictJson } from "../../kernel/strict-json.ts";
import { problemOf } from "../http/problem.ts";
import { type AskingMessage, pageMessage, type PageMessage, type ServerMessage } from "./call-message.ts";
import { tellRecords } from "./tell-records.ts";
import { wordsOf } from "./words-of.ts";

/** The close code that tells a page that its session has ended. */
export const signedOut = 4401;
/** Milliseconds for which items are gathered before they are sent together. */
const batchTime = 50;
/** Bytes that may wait to be sent to one page; past them its streams are not pulled. */
const maxWaiting = 1024 * 1024;
/** Calls and streams that one page may have open at once. */
const maxOpen = 64;
/** Bytes of lines that may wait for one stream to read them. */
const maxTyped = 1024 * 1024;
/** Items that one batch may hold. */
const maxBatch = 2000;

/** What a page's socket works with. */
export interface PageSocketParts {
  readonly guard: Guard;
  readonly catalogue: Catalogue;
  /** Who is signed in, asked anew for each call; nothing once the session has ended. */
  readonly caller: () => Promise<Caller | undefined>;
  /** The same without counting as a sign of life. */
  readonly look: () => Promise<Caller | undefined>;
  readonly onRecord?: OnRecord;
}

/** What a page has open. */
interface Open {
  readonly controller: AbortController;
  /** Lines on their way to a stream that reads them, and the call that it came from. */
  readonly lines?: PassThrough;
  call?: Call;
}

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Serves one tab over its one socket: calls, previews and streams, each through the guard, until it closes. */
export function servePage(socket: WebSocket, parts: PageSocketParts): void {
  const open = new Map<number, Open>();
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

  const callOf = async (message: AskingMessage, { controller: { signal }, lines }: Open): Promise<Call> => {
    const caller = await parts.caller();
    if (caller === undefined)
      throw new GnosisError("UNAUTHENTICATED", "The session has ended.", { next: "Sign in again." });
    const { id, operation, input, endpoint } = message;
    return {
      operation: find(operation),
      input,
      caller,
      signal,
      ...(lines === undefined ? {} : { upload: lines }),
      onProgress: (progress) => send({ kind: "progress", id, progress }),
      ...(endpoint === undefined ? {} : { endpoint }),
    };
  };

  const stream = async (id: number, call: Call, signal: AbortSignal): Promise<void> => {
    const { batches, record } = await parts.guard.batches(call);
    let batch: unknown[] = [];
    const flush = (): void => {
      if (batch.length > 0) send({ kind: "items", id, items: batch });
      batch = [];
    };
    const timer = setInterval(flush, batchTime);
    let sent = 0;
    try {
      for (;;) {
        const next = await batches.next();
        if (next.done === true) {
          flush();
          send({ kind: "result", id, value: next.value ?? null, record });
          return;
        }
        for (const item of next.value) batch.push(item);
        // What comes alone is sent at once, as the echo of a key; what comes in crowds goes together.
        const now = performance.now();
        if (batch.length >= maxBatch || now - sent >= batchTime) {
          flush();
          sent = now;
        }
        await drained(signal);
      }
    } finally {
      clearInterval(timer);
      flush();
      await batches.return(undefined);
    }
  };

  const serve = async (message: AskingMessage): Promise<void> => {
    const { id } = message;
    const controller = new AbortController();
    const takesLines =
      message.kind === "stream" &&
      parts.catalogue.find(message.operation)?.upload?.contentType === "application/x-ndjson";
    const one: Open = { controller, ...(takesLines ? { lines: new PassThrough() } : {}) };
    open.set(id, one);
    try {
      const call = await callOf(message, one);
      if (takesLines) one.call = call;
      if (message.kind === "stream") await stream(id, call, controller.signal);
      else if (message.kind === "preview") send({ kind: "result", id, value: await parts.guard.preview(call) });
      else {
        const asked = Date.now();
        const { value, record, age, receipt } = await parts.guard.run(call);
        const more = {
          ...(age === undefined ? {} : { age, behind: age.asOf.getTime() < asked }),
          ...(receipt === undefined ? {} : { receipt }),
        };
        send({ kind: "result", id, value, record, ...more });
      }
    } catch (thrown) {
      // A page that has ended it waits for no answer; what we have broken off it must be told.
      const { aborted, reason } = controller.signal as { aborted: boolean; reason: unknown };
      const error = reason instanceof GnosisError ? reason : aborted ? undefined : asGnosisError(thrown);
      if (error !== undefined) send({ kind: "error", id, problem: problemOf(error, String(id)) });
    } finally {
      one.lines?.destroy();
      open.delete(id);
    }
  };

  const say = ({ id, operation, input }: Extract<PageMessage, { kind: "words" }>): void => {
    try {
      send({ kind: "result", id, value: wordsOf(find(operation), input) });
    } catch (thrown) {
      send({ kind: "error", id, problem: problemOf(asGnosisError(thrown), String(id)) });
    }
  };

  const type = (id: number, line: object): void => {
    const { lines, controller } = open.get(id) ?? {};
    // What is typed into what has just ended is lost, as with any terminal.
    if (lines === undefined || lines.destroyed) return;
    lines.write(`${JSON.stringify(line)}\n`);
    if (lines.writableLength + lines.readableLength > maxTyped)
      controller?.abort(new GnosisError("LIMIT_REACHED", "More was typed at once than the program reads."));
  };

  /** Ends the tab when its session is over, and terminals that the policy has taken away since. */
  const lookAgain = async (): Promise<void> => {
    const caller = await parts.look();
    if (caller === undefined) return socket.close(signedOut, "signed out");
    for (const { call, controller } of open.values()) {
      if (call === undefined) continue;
      const preview = await parts.guard.preview({ ...call, caller }).catch(() => undefined);
      if (preview !== undefined && preview.decision.effect !== "deny") continue;
      const reason = preview?.decision.reason ?? "Its container is gone, or out of reach.";
      controller.abort(
        new GnosisError("FORBIDDEN", reason, preview === undefined ? {} : { rule: preview.decision.rule }),
      );
    }
  };

  const receive = (text: string): void => {
    const message = pageMessage.parse(parseStrictJson(text));
    if (message.kind === "end") open.get(message.id)?.controller.abort();
    else if (message.kind === "words") say(message);
    else if (message.kind === "line") type(message.id, message.line);
    else if (open.has(message.id) || open.size >= maxOpen) {
      const error = new GnosisError("LIMIT_REACHED", "This page has too much open, or used a number twice.");
      send({ kind: "error", id: message.id, problem: problemOf(error, String(message.id)) });
    } else void serve(message);
  };

  const beat = setInterval(() => {
    send({ kind: "alive", time: new Date().toISOString() });
    lookAgain().catch(() => socket.close(signedOut, "signed out"));
  }, 5000);
  const deaf =
    parts.onRecord === undefined
      ? undefined
      : tellRecords(parts.onRecord, parts.catalogue, () => send({ kind: "recorded" }));
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
    deaf?.();
    for (const { controller } of open.values()) controller.abort();
  });
}
