import type { IncomingMessage } from "node:http";
import { recordedCaller } from "../../guard/record-call.ts";
import type { GnosisError } from "../../kernel/errors.ts";
import type { Sketch } from "./read-turn.ts";
import type { OpenSocket } from "./turn.ts";

/** Refusals that are recorded one by one in one window; further ones are counted. */
const mostInWindow = 50;
/** Length of a window, milliseconds. */
const windowLength = 10_000;

/** Records what never reached the guard, bounded, so that nobody can fill the log with nonsense. */
export interface Refusals {
  readonly record: (sketch: Sketch, request: IncomingMessage | undefined, error: GnosisError) => void;
  /** Writes what has been counted but not recorded. */
  readonly close: () => void;
}

/** The refusals of one socket. */
export function createRefusals(socket: OpenSocket): Refusals {
  let inWindow = 0;
  let counted = 0;
  let timer: NodeJS.Timeout | undefined;
  const turnOver = (): void => {
    timer = undefined;
    if (counted > 0) socket.parts.audit.note("socket-refusals", { socket: socket.name, more: counted });
    inWindow = 0;
    counted = 0;
  };
  return {
    record: ({ route, caller }, request, error) => {
      socket.parts.figures?.refused(socket.name, error.code);
      timer ??= setTimeout(turnOver, windowLength).unref();
      if (++inWindow > mostInWindow) {
        counted++;
        return;
      }
      socket.parts.audit.refuse({
        caller: recordedCaller(caller),
        operation: route?.operation ?? "socket.request",
        endpoint: socket.endpoint,
        input: {
          method: request?.method ?? "",
          target: (request?.url ?? "").slice(0, 300),
          route: route?.name ?? null,
        },
        code: error.code,
        message: error.message,
      });
    },
    close: () => {
      clearTimeout(timer);
      turnOver();
    },
  };
}
