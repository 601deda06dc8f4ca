import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { Removal } from "../../guard/trash/trash.ts";
import type { Permit } from "../../guard/guard.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { finishWith } from "../forward/finish.ts";
import type { Turn } from "../forward/turn.ts";
import { asAnswered } from "./remove.ts";
import { seenBy } from "./lists.ts";
import { pruneCandidates, type Candidate } from "./prune-candidates.ts";
import { writeJson } from "./write.ts";

/** What each kind's prune is called in its answer. */
const answerFields: Readonly<Record<TargetKind, string>> = {
  container: "ContainersDeleted",
  image: "ImagesDeleted",
  volume: "VolumesDeleted",
  network: "NetworksDeleted",
};

/**
 * A prune is never passed on: the engine would remove everybody's. What the caller may see and nobody uses is removed one by one,
 * each decided and recorded for itself; what may not be removed stays.
 */
export async function prune(turn: Turn): Promise<void> {
  const kind = (turn.operation.id.split(".")[0] ?? "") as TargetKind;
  const permit = await admitTurn(turn);
  const removed: string[] = [];
  await finishWith(
    permit,
    async () => {
      const sees = seenBy(turn);
      const deleted: unknown[] = [];
      let reclaimed = 0;
      for (const candidate of (await pruneCandidates(turn, kind)).filter(({ target }) => sees(target))) {
        const answer = await removeOne(turn, candidate.target);
        if (answer === undefined) continue;
        removed.push(candidate.target.id);
        deleted.push(...answerOf(kind, candidate, answer));
        reclaimed += candidate.size;
      }
      const list = deleted.length === 0 ? null : deleted;
      writeJson(turn.response, 200, {
        [answerFields[kind]]: list,
        ...(kind === "network" ? {} : { SpaceReclaimed: reclaimed }),
      });
    },
    () => removed,
  );
}

/** Removes one object through the guard; undefined when it has to stay. */
async function removeOne(turn: Turn, target: Target): Promise<{ value: unknown } | undefined> {
  const { parts, endpoint } = turn.socket;
  const { operation, caller, signal } = turn;
  let permit: Permit;
  try {
    permit = await parts.guard.admit({
      operation,
      caller,
      signal,
      endpoint,
      targets: [target],
      input: { prune: target.id },
      undoneAs: `${target.kind}.remove`,
    });
  } catch (thrown) {
    if (thrown instanceof GnosisError && thrown.code !== "AUDIT_UNAVAILABLE") return undefined;
    throw thrown;
  }
  try {
    const value = await finishWith(
      permit,
      () => remove(turn, target),
      () => [target.id],
      (done) => (target.kind === "container" ? asAnswered(done as Removal) : volumeAnswer(done)),
    );
    await parts.reader.changed(target.kind, target.id);
    return { value };
  } catch (thrown) {
    // Something began to use it, or it is gone already.
    if (thrown instanceof GnosisError && thrown.code !== "ENGINE_UNREACHABLE") return undefined;
    throw thrown;
  }
}

/** Containers go into the trash as one that is removed by its name does. */
async function remove({ socket: { parts }, caller, signal }: Turn, { kind, id }: Target): Promise<unknown> {
  if (kind === "container" && parts.trash !== undefined)
    return parts.trash.remove(id, { force: false, volumes: false, by: caller.name });
  if (kind === "volume") {
    const removal = await parts.volumes?.remove(id, caller.name);
    if (removal?.kept === true) return { copy: removal.removed.copy };
  }
  return parts.engine.json("DELETE", `/${kind}s/${id}`, { signal, timeout: "none" });
}

const volumeAnswer = (done: unknown): { readonly copy?: string } => {
  const copy = (done as { readonly copy?: unknown } | null)?.copy;
  return typeof copy === "string" ? { copy } : {};
};

function answerOf(kind: TargetKind, { target }: Candidate, { value }: { value: unknown }): unknown[] {
  if (kind === "image") return Array.isArray(value) ? value : [];
  return [kind === "container" ? target.id : target.name];
}
