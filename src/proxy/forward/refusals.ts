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

/** A target that could not be read, for the record: of its parameters the names, and values only where they can be no secret. */
function shown(url: string): string {
  const cut = url.indexOf("?");
  if (cut < 0) return url.slice(0, 300);
  const parameters = url.slice(cut + 1).split("&");
  const told = parameters.map((parameter) => parameter.replace(/=(?!(?:\d{1,9}|true|false)$).+$/isu, "=…"));
  return `${url.slice(0, cut)}?${told.join("&")}`.slice(0, 300);
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
          target: shown(request?.url ?? ""),
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
