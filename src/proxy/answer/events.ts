import { once } from "node:events";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { EngineEvent } from "../../engine/model.ts";
import { ndjson } from "../../engine/ndjson.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { answerHeaders, finishBroken, passOn, send } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { attributesWithoutOwner } from "./own-label.ts";
import { asRemoved, askedFor } from "./removal-events.ts";

/** Objects that are remembered by one stream, so that the event of their removal can still be judged. */
const mostRemembered = 4096;

const kinds: Readonly<Record<string, TargetKind>> = {
  container: "container",
  image: "image",
  volume: "volume",
  network: "network",
};

/** `GET /events`: only what concerns objects that the caller may see. */
export async function streamEvents(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const { query, wanted } = await askedFor(turn);
  const answer = await sendOrFinish(permit, () => send(turn, permit, query === undefined ? {} : { query }));
  if (answer.status >= 400) return passOn(turn, permit, answer);
  const { response } = turn;
  response.writeHead(answer.status, answerHeaders(answer.headers));
  response.flushHeaders();
  const isSeen = watch(turn);
  let bytes = 0;
  try {
    for await (const told of ndjson(answer.body)) {
      const event = turn.socket.parts.trash === undefined ? (told as EngineEvent) : asRemoved(told as EngineEvent);
      if (event === undefined || !wanted(event) || !(await isSeen(event))) continue;
      const { Actor } = event;
      const line = `${JSON.stringify({ ...event, Actor: { ...Actor, Attributes: attributesWithoutOwner(Actor.Attributes) } })}\n`;
      bytes += line.length;
      if (!response.write(line)) await once(response, "drain", { signal: turn.signal });
    }
    response.end();
    permit.finish({ ok: true, bytes });
  } catch (thrown) {
    finishBroken(turn, permit, thrown, bytes);
  }
}

/** Judges events one after the other; what was seen of an object is what counts when it is gone. */
function watch(turn: Turn): (event: EngineEvent) => Promise<boolean> {
  const { socket, caller } = turn;
  // What goes into the trash is hidden before it is stopped, and still its followers are told that it stops.
  const sees = (target: Target): boolean => socket.parts.guard.inScope(caller, target, socket.endpoint);
  const remembered = new Map<string, Target>();
  return async (event) => {
    const kind = kinds[event.Type];
    // Events of the daemon, of plugins and of the swarm concern nobody's objects: they are for those who see everything there is.
    if (kind === undefined) return sees({ kind: "container", id: "", name: "", labels: {} });
    const key = `${kind} ${event.Actor.ID}`;
    const target = (await lookUp(turn, kind, event)) ?? remembered.get(key) ?? fromAttributes(kind, event);
    remembered.delete(key);
    remembered.set(key, target);
    const [oldest] = remembered.keys();
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
    return sees(target) && namesNobodyElse(turn, kind, event, sees);
  };
}

/** A network that everybody may see still tells nobody who else is in it; of a container that is gone only the id is left out. */
async function namesNobodyElse(
  turn: Turn,
  kind: TargetKind,
  event: EngineEvent,
  sees: (target: Target) => boolean,
): Promise<boolean> {
  const { container, ...others } = event.Actor.Attributes;
  if ((kind !== "network" && kind !== "volume") || container === undefined) return true;
  const { reader, targetOf } = turn.socket.parts;
  const { value } = await reader.containers({ all: true, signal: turn.signal });
  const found = value.find(({ Id }) => Id === container);
  if (found !== undefined) return sees(targetOf.container(found));
  Object.assign(event.Actor, { Attributes: others });
  return true;
}

/** The object as the live state has it; container events carry all that is needed. */
async function lookUp(turn: Turn, kind: TargetKind, event: EngineEvent): Promise<Target | undefined> {
  const { reader, targetOf } = turn.socket.parts;
  const { ID } = event.Actor;
  if (kind === "container") return fromAttributes(kind, event);
  const { signal } = turn;
  if (kind === "image") {
    const { value } = await reader.images({ all: true, signal });
    const found = value.find((image) => image.Id === ID || (image.RepoTags ?? []).includes(ID));
    return found && targetOf.image(found);
  }
  if (kind === "volume") {
    const { value } = await reader.volumes({ signal });
    const found = value.find((volume) => volume.Name === ID);
    return found && targetOf.volume(found);
  }
  const { value } = await reader.networks({ signal });
  const found = value.find((network) => network.Id === ID);
  return found && targetOf.network(found);
}

/** The engine puts an object's labels among the event's attributes, and its own `name` and `image` over them. */
function fromAttributes(kind: TargetKind, event: EngineEvent): Target {
  const { ID, Attributes } = event.Actor;
  const { name = ID, image } = Attributes;
  return {
    ...{ kind, id: ID, name, labels: Attributes },
    ...(kind === "image" ? { references: [name] } : {}),
    ...(kind === "container" && image !== undefined ? { image } : {}),
  };
}
