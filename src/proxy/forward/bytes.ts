import type { Socket } from "node:net";
import type { LongAnswer } from "../../engine/long/long-answer.ts";
import type { Permit } from "../../guard/guard.ts";
import { admitTurn } from "./admit-turn.ts";
import { engineQuery, enginePath } from "./engine-path.ts";
import { sendOrFinish } from "./finish.ts";
import { passOn, send, spoken, type Sending } from "./relay.ts";
import { takeOver } from "./take-over.ts";
import type { Turn } from "./turn.ts";

/** Answers that are nothing but bytes, and many of them: archives, images, logs. */
export async function passBytes(turn: Turn): Promise<void> {
  await passBytesOf(turn, await admitTurn(turn), engineQuery(turn));
}

/** The same for what has been admitted, with the query that is sent. */
export async function passBytesOf(turn: Turn, permit: Permit, query: NonNullable<Sending["query"]>): Promise<void> {
  if (turn.request.method === "GET" && (await splice(turn, permit, query))) return;
  const answer = await sendOrFinish(permit, () => send(turn, permit, { query }));
  await passOn(turn, permit, answer);
}

/**
 * Joins the client with a connection of its own to the engine as soon as that answers with 200; the answer's framing goes through as it
 * is. Gives false when the engine answers otherwise: the request only reads, so that it can be sent once more.
 */
async function splice(turn: Turn, permit: Permit, query: NonNullable<Sending["query"]>): Promise<boolean> {
  const { engine } = turn.socket.parts;
  const asked = { ...spoken(turn), query, signal: turn.signal, timeout: "none" } as const;
  const answer = await engine.long(enginePath(turn, permit.targets), asked).catch(() => undefined);
  if (answer === undefined) return false;
  const client = takeOver(turn.request, turn.response);
  client.write(`${[...answer.head, "Connection: close"].join("\r\n")}\r\n\r\n`);
  const bytes = await flow(answer, client);
  const ids = permit.targets.map(({ id }) => id);
  permit.finish({ ok: true, bytes, ...(ids.length === 0 ? {} : { ids }) });
  return true;
}

/** Passes everything on, and reads no more than the client takes; gives the bytes at the end. */
async function flow(answer: LongAnswer, client: Socket): Promise<number> {
  let bytes = 0;
  const closed = new Promise<void>((resolve) => void client.once("close", resolve));
  answer.flow(
    (part) => {
      bytes += part.length;
      // The buffer is read into again only when the client has all of it.
      client.write(part, () => {
        if (client.writableLength === 0) answer.resume();
      });
      return client.writableLength === 0;
    },
    (whole) => void (whole ? client.end() : client.destroy()),
  );
  // Nothing more is expected of the client, but its going away must be seen.
  client.resume();
  client.once("end", () => client.destroy());
  await closed;
  answer.destroy();
  return bytes;
}
