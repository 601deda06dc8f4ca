import { posix } from "node:path";
import { GnosisError } from "../../kernel/errors.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { passOn, send } from "../forward/relay.ts";
import { uploadOf } from "../forward/upload.ts";
import { seenBy } from "./lists.ts";
import type { Turn } from "../forward/turn.ts";
import { isCompressed, magicBytes, peek } from "../../kernel/peek.ts";
import { matchTarget } from "../../guard/target/match-target.ts";
import { mayExecute } from "./environment.ts";
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

/**
 * Whether the archive may write to the host: its path lies in a bind mount, or there is one that entries and links could lead to, and
 * whoever sends it could not write there by a command of its own.
 */
async function mountBelow(turn: Turn): Promise<{ container: string } | undefined> {
  const { reader } = turn.socket.parts;
  const id = await seenContainer(turn);
  // What isn't there is the guard's to say.
  if (id === undefined) return undefined;
  const path = posix.normalize(`/${turn.query.values["path"] ?? ""}`).replace(/(.)\/$/, "$1");
  try {
    const { value } = await reader.container(id, { signal: turn.signal });
    const binds = (value.Mounts ?? []).filter(({ Type }) => Type === "bind");
    const inside = binds.some(({ Destination = "" }) => {
      const at = posix.normalize(`/${Destination}`).replace(/(.)\/$/, "$1");
      return path === at || path.startsWith(`${at}/`);
    });
    const reaches = inside || (binds.some(({ RW }) => RW !== false) && !(await mayExecute(turn, value.Id, "0")));
    return reaches ? { container: value.Id } : undefined;
  } catch (thrown) {
    if (thrown instanceof GnosisError && (thrown.status === 404 || thrown.status === 409)) return undefined;
    throw thrown;
  }
}

/** The container that is meant, among those that the caller sees: the others are no more looked at than those that aren't there. */
async function seenContainer(turn: Turn): Promise<string | undefined> {
  const { reader, targetOf } = turn.socket.parts;
  const sees = seenBy(turn);
  for (const fresh of [false, true]) {
    const { value } = await reader.containers({ all: true, fresh, signal: turn.signal });
    const seen = value.map((summary) => targetOf.container(summary)).filter(sees);
    try {
      const found = matchTarget(turn.parameters["id"] ?? "", seen);
      if (found !== undefined) return found.id;
    } catch (thrown) {
      if (thrown instanceof GnosisError && thrown.code === "REFERENCE_AMBIGUOUS") return undefined;
      throw thrown;
    }
  }
  return undefined;
}
