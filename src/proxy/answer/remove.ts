import type { Permit } from "../../guard/guard.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { engineQuery } from "../forward/engine-path.ts";
import { finishWith, sendOrFinish } from "../forward/finish.ts";
import { passOn, send, type Sending } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { GnosisError } from "../../kernel/errors.ts";

const isSet = (turn: Turn, name: string): boolean =>
  turn.query.values[name] === "1" || turn.query.values[name] === "true";

async function pass(turn: Turn, permit: Permit, sending: Sending = {}): Promise<void> {
  await passOn(turn, permit, await sendOrFinish(permit, () => send(turn, permit, sending)));
}

/** `DELETE /containers/{id}`: into the trash, and for the client it is gone. */
export async function removeContainer(turn: Turn): Promise<void> {
  const { trash } = turn.socket.parts;
  const permit = await admitTurn(turn);
  const [target] = permit.targets;
  if (trash === undefined || target === undefined) return pass(turn, permit);
  await finishWith(
    permit,
    async () => {
      try {
        await trash.remove(target.id, { force: isSet(turn, "force"), volumes: isSet(turn, "v"), by: turn.caller.name });
      } catch (thrown) {
        throw stillRuns(thrown, target.id);
      }
      await turn.socket.parts.reader.changed("container", target.id);
      turn.response.writeHead(204).end();
    },
    () => [target.id],
  );
}

/** The engine's own sentence, which clients look for. */
function stillRuns(thrown: unknown, id: string): unknown {
  if (!(thrown instanceof GnosisError) || thrown.code !== "CONFLICT" || thrown.detail.extra !== undefined)
    return thrown;
  const sentence = `You cannot remove a running container ${id}. Stop the container before attempting removal or force remove`;
  return new GnosisError("CONFLICT", `The engine says: ${sentence}`, { extra: { engineStatus: 409 } });
}

/** `DELETE /images/{name}`: containers in the trash don't keep an image's name. */
export async function removeImage(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const [target] = permit.targets;
  const held = target !== undefined && turn.socket.parts.trash?.holdsImage(target.id) === true;
  await pass(turn, permit, held ? { query: { ...engineQuery(turn), force: "1" } } : {});
}

/** `DELETE /volumes/{name}`: containers in the trash don't keep a volume. */
export async function removeVolume(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const [target] = permit.targets;
  if (target !== undefined) {
    await sendOrFinish(permit, async () => turn.socket.parts.trash?.releaseVolume(target.name));
  }
  await pass(turn, permit);
}
