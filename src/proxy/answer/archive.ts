import { posix } from "node:path";
import { GnosisError } from "../../kernel/errors.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { passOn, send } from "../forward/relay.ts";
import { uploadOf } from "../forward/upload.ts";
import type { Turn } from "../forward/turn.ts";
import { isCompressed, magicBytes, peek } from "../request/peek.ts";
import { socketOperation } from "./socket-operation.ts";

/** `PUT /containers/{id}/archive`: plain tar archives; those that reach the host's programs or directories need leave of their own. */
export async function putArchive(turn: Turn): Promise<void> {
  if (turn.query.values["path"] === undefined)
    throw new GnosisError("INPUT_INVALID", "The path in the container is missing.", { where: "path" });
  const { first, body } = await peek(turn.request, magicBytes);
  const compressed = isCompressed(first);
  const mounted = compressed ? undefined : await mountBelow(turn);
  const operation = compressed ? "archive.decompress" : mounted === undefined ? undefined : "archive.write-mount";
  const permit = await admitTurn(turn, socketOperation(turn, operation));
  const answer = await sendOrFinish(permit, async () => {
    if (mounted !== undefined && mounted.container !== permit.targets[0]?.id)
      throw new GnosisError("CONFLICT", "The container's name went to another one; ask again.");
    return send(turn, permit, { body: uploadOf(turn.request, body) });
  });
  await passOn(turn, permit, answer);
}

/** The bind mount that the path lies in: what is written there is written to the host. */
async function mountBelow(turn: Turn): Promise<{ container: string } | undefined> {
  const { reader } = turn.socket.parts;
  const path = posix.normalize(`/${turn.query.values["path"] ?? ""}`).replace(/(.)\/$/, "$1");
  try {
    const { value } = await reader.container(turn.parameters["id"] ?? "", { signal: turn.signal });
    const inside = (value.Mounts ?? []).some(({ Type, Destination = "" }) => {
      const at = posix.normalize(`/${Destination}`).replace(/(.)\/$/, "$1");
      return Type === "bind" && (path === at || path.startsWith(`${at}/`));
    });
    return inside ? { container: value.Id } : undefined;
  } catch (thrown) {
    // What isn't there is the guard's to say.
    if (thrown instanceof GnosisError && (thrown.status === 404 || thrown.status === 409)) return undefined;
    throw thrown;
  }
}
