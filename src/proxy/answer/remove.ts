import { lastTags, type LastTags } from "../../catalogue/last-tags.ts";
import type { Target } from "../../catalogue/target.ts";
import type { Removal } from "../../guard/trash/trash.ts";
import { timestamp } from "../../kernel/clock.ts";
import type { Permit } from "../../guard/guard.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { engineQuery } from "../forward/engine-path.ts";
import { finishWith, sendOrFinish } from "../forward/finish.ts";
import { passOn, send, type Sending } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { lowerVersion } from "../request/version.ts";
import { writeJson } from "./write.ts";
import { GnosisError } from "../../kernel/errors.ts";

const isSet = (turn: Turn, name: string): boolean =>
  turn.query.values[name] === "1" || turn.query.values[name] === "true";

async function pass(turn: Turn, permit: Permit, sending: Sending = {}): Promise<void> {
  await passOn(turn, permit, await sendOrFinish(permit, () => send(turn, permit, sending)));
}

/** A removal as the operation's own answer tells it. */
export const asAnswered = (removal: Removal): Readonly<Record<string, string>> =>
  removal.kept ? { restorable_until: timestamp(removal.trashed.expiresAt) } : { not_restorable: removal.reason };

/** `DELETE /containers/{id}`: into the trash, and for the client it is gone. */
export async function removeContainer(turn: Turn): Promise<void> {
  const { trash } = turn.socket.parts;
  const permit = await admitTurn(turn);
  const [target] = permit.targets;
  if (trash === undefined || target === undefined) return pass(turn, permit);
  await finishWith(
    permit,
    async () => {
      let removal: Removal;
      try {
        removal = await trash.remove(target.id, {
          force: isSet(turn, "force"),
          volumes: isSet(turn, "v"),
          by: turn.caller.name,
        });
      } catch (thrown) {
        throw stillRuns(thrown, target, await turn.socket.parts.engine.apiVersion());
      }
      await turn.socket.parts.reader.changed("container", target.id);
      turn.response.writeHead(204).end();
      return removal;
    },
    () => [target.id],
    asAnswered,
  );
}

/** The engine's own sentence, which clients look for; Engine 25 (API 1.44) has another one. */
function stillRuns(thrown: unknown, { id, name }: Target, version: string): unknown {
  if (!(thrown instanceof GnosisError) || thrown.code !== "CONFLICT" || thrown.detail.extra !== undefined)
    return thrown;
  const sentence =
    lowerVersion(version, "1.44") === "1.44"
      ? `cannot remove container "/${name}": container is running: stop the container before removing or force remove`
      : `You cannot remove a running container ${id}. Stop the container before attempting removal or force remove`;
  return new GnosisError("CONFLICT", `The engine says: ${sentence}`, { extra: { engineStatus: 409 } });
}

/** What the engine would say of an image that goes with its last tags. */
const asGone = (tags: readonly string[], image: string): object[] => [
  ...tags.map((Untagged) => ({ Untagged })),
  { Deleted: image },
];

/** The tags with which an image would go into the trash; nothing where one is left, or where the engine is to refuse. */
async function going(turn: Turn, { id, references = [] }: Target): Promise<LastTags | undefined> {
  const force = isSet(turn, "force");
  const tags = lastTags(references, turn.parameters["reference"] ?? "", force);
  if (tags === undefined) return undefined;
  const { reader, trash } = turn.socket.parts;
  const { value } = await reader.containers({ all: true, fresh: true, signal: turn.signal });
  const users = value.filter((one) => one.ImageID === id && trash?.hides(one.Id) !== true);
  return users.some(({ State }) => !force || State === "running" || State === "paused") ? undefined : tags;
}

/** `DELETE /images/{name}`: with its last tag into the trash, and for the client it is gone. Containers in the trash don't keep an image's name. */
export async function removeImage(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const [target] = permit.targets;
  const { images } = turn.socket.parts;
  if (target !== undefined && images !== undefined) {
    const tags = await sendOrFinish(permit, () => going(turn, target));
    const removal = tags && (await sendOrFinish(permit, () => images.remove(target.id, tags, turn.caller.name)));
    if (removal?.kept === true) {
      await turn.socket.parts.reader.changed("image", target.id);
      const restorable = { restorable_until: timestamp(removal.removed.expiresAt) };
      permit.finish({ ok: true, ids: [target.id], result: restorable });
      return writeJson(turn.response, 200, asGone(removal.removed.references, target.id));
    }
  }
  const held = target !== undefined && turn.socket.parts.trash?.holdsImage(target.id) === true;
  await pass(turn, permit, held ? { query: { ...engineQuery(turn), force: "1" } } : {});
}

/** `DELETE /volumes/{name}`: containers in the trash don't keep a volume. */
export async function removeVolume(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const [target] = permit.targets;
  if (target !== undefined) {
    const { trash, volumes, reader } = turn.socket.parts;
    await sendOrFinish(permit, async () => trash?.releaseVolume(target.name));
    const removal = await sendOrFinish(permit, async () => volumes?.remove(target.id, turn.caller.name));
    if (removal?.kept === true) {
      await reader.changed("volume", target.id);
      const { copy, expiresAt } = removal.removed;
      permit.finish({ ok: true, ids: [target.id], result: { copy, restorable_until: timestamp(expiresAt) } });
      turn.response.writeHead(204).end();
      return;
    }
  }
  await pass(turn, permit);
}
