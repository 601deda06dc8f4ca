import type { Duplex } from "node:stream";
import type { EngineTunnel } from "../../engine/client.ts";
import type { Permit } from "../../guard/guard.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { admitTurn } from "./admit-turn.ts";
import { engineQuery, enginePath } from "./engine-path.ts";
import { failed } from "./finish.ts";
import { recorded } from "./recorded.ts";
import { passOn, send, spoken } from "./relay.ts";
import { takeOver } from "./take-over.ts";
import type { Turn } from "./turn.ts";

/** Attach and exec start: after the engine has handed its connection over, only bytes flow. */
export async function hijack(turn: Turn): Promise<void> {
  const { route, body, socket } = turn;
  if (route.operation === "buildkit.session") return session(turn);
  const permit = await admitTurn(turn);
  try {
    if (route.exec === true && body?.["Detach"] === true) {
      await passOn(turn, permit, await send(turn, permit, { path: execPath(turn), body: execStart(turn) }));
      return;
    }
    const tunnel = await socket.parts.engine.tunnel(
      "POST",
      route.exec === true ? execPath(turn) : enginePath(turn, permit.targets),
      {
        query: engineQuery(turn),
        ...spoken(turn),
        timeout: "none",
        signal: turn.signal,
        ...(route.exec === true ? { body: execStart(turn) } : {}),
      },
    );
    join(turn, permit, tunnel);
  } catch (thrown) {
    throw failed(permit, thrown);
  }
}

const execPath = (turn: Turn): string => `/exec/${turn.parameters["id"]}/start`;

/** The body of an exec's start, of which only these fields mean anything. */
function execStart(turn: Turn): Record<string, unknown> {
  // docker-modem writes its own options among the engine's; they say nothing to the engine.
  const { Detach, Tty, ConsoleSize, hijack: _hijack, stdin: _stdin, ...unknown } = turn.body ?? {};
  const [stranger] = Object.keys(unknown);
  const sized = ConsoleSize === undefined || ConsoleSize === null || isSize(ConsoleSize);
  if (stranger !== undefined || !isBoolean(Detach) || !isBoolean(Tty) || !sized)
    throw new GnosisError("INPUT_INVALID", "The body may have Detach, Tty and ConsoleSize alone.", {
      where: stranger ?? "Detach",
    });
  return { Detach: Detach === true, Tty: Tty === true, ...(isSize(ConsoleSize) ? { ConsoleSize } : {}) };
}

const isBoolean = (value: unknown): boolean => value === undefined || value === null || typeof value === "boolean";
const isSize = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((side) => Number.isInteger(side) && side >= 0);

/** Says to the client what the engine said, and joins the two connections. */
function join(turn: Turn, permit: Permit, tunnel: EngineTunnel): void {
  const { head, request, response } = turn;
  const client = takeOver(request, response);
  const type = tunnel.contentType === "" ? "application/vnd.docker.raw-stream" : tunnel.contentType;
  const protocol = head.headers.get("upgrade") === "h2c" ? "h2c" : "tcp";
  // Engines take the header alone for the wish to upgrade on these routes.
  client.write(
    head.upgrade || protocol === "h2c"
      ? `HTTP/1.1 101 UPGRADED\r\nContent-Type: ${type}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`
      : `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\n`,
  );
  const engine = tunnel.socket;
  if ("setNoDelay" in engine) (engine as unknown as { setNoDelay: (on: boolean) => void }).setNoDelay(true);
  engine.on("error", () => {});
  let bytes = 0;
  engine.on("data", (part: Buffer) => (bytes += part.length));
  // `pipe` passes each side's end on to the other and leaves the other direction open: half-closing works as on the engine's own socket.
  flow(client, engine);
  flow(engine, client);
  const over = Promise.withResolvers<void>();
  client.once("close", () => {
    engine.destroy();
    over.resolve();
  });
  engine.once("close", () => {
    if (!client.writableEnded) client.end();
    // What the engine no longer reads is not kept.
    client.resume();
    over.resolve();
  });
  void over.promise.then(() => permit.finish({ ok: true, bytes, ids: permit.targets.map(({ id }) => id) }));
}

function flow(from: Duplex, to: Duplex): void {
  from.pipe(to);
}

/** BuildKit's own connections: what passes over them is not inspected, so that they need leave of their own. */
async function session(turn: Turn): Promise<void> {
  const { head, route, socket, signal } = turn;
  const upgrade = head.headers.get("upgrade");
  if (upgrade !== "h2c")
    throw new GnosisError(
      "INPUT_INVALID",
      upgrade === undefined ? "no upgrade proto in request" : `protocol ${JSON.stringify(upgrade)} not supported`,
    );
  const permit = await admitTurn(turn).catch((thrown: unknown) => {
    if (!(thrown instanceof GnosisError) || thrown.code !== "FORBIDDEN") throw thrown;
    const next = "Build with DOCKER_BUILDKIT=0: the classic builder's requests can be inspected.";
    throw recorded(new GnosisError(thrown.code, thrown.message, { ...thrown.detail, next }));
  });
  const exposed = [...head.headers].filter(([name]) => name.startsWith("x-docker-expose-session-"));
  try {
    const tunnel = await socket.parts.engine.tunnel("POST", route.path, {
      headers: { upgrade, ...Object.fromEntries(exposed) },
      timeout: "none",
      signal,
    });
    join(turn, permit, tunnel);
  } catch (thrown) {
    throw failed(permit, thrown);
  }
}
