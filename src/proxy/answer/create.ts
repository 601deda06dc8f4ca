import { GnosisError } from "../../kernel/errors.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { finishWith, sendOrFinish } from "../forward/finish.ts";
import { recorded } from "../forward/recorded.ts";
import { passOn, send } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { readAnswer } from "./read-answer.ts";
import { writeJson } from "./write.ts";

/** `POST /containers/create`: judged before, and what the engine made of it judged again before the client hears of it. */
export async function createContainer(turn: Turn): Promise<void> {
  const { parts, endpoint } = turn.socket;
  const permit = await admitTurn(turn).catch((thrown: unknown) => {
    throw withBuilderHint(thrown, turn.body?.["Image"]);
  });
  const answer = await sendOrFinish(permit, () => send(turn, permit));
  if (answer.status >= 400) return passOn(turn, permit, answer);
  let id = "";
  await finishWith(
    permit,
    async () => {
      const made = await readAnswer<{ Id: string }>(answer);
      id = made.Id;
      await parts.guard.secondLook(turn.caller, endpoint, id);
      writeJson(turn.response, answer.status, made);
    },
    () => [id],
    () => ({ container: { id, name: turn.query.values["name"] ?? id.slice(0, 12) } }),
  );
}

/** `POST /containers/{id}/exec`: remembers which container the exec is of. */
export async function createExec(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const answer = await sendOrFinish(permit, () => send(turn, permit));
  if (answer.status >= 400) return passOn(turn, permit, answer);
  const container = permit.targets[0]?.id ?? "";
  await finishWith(
    permit,
    async () => {
      const made = await readAnswer<{ Id: string }>(answer);
      turn.socket.execs.remember(made.Id, container);
      writeJson(turn.response, answer.status, made);
    },
    () => [container],
  );
}

/** When BuildKit's own way is refused, buildx asks for a privileged container to build in. */
function withBuilderHint(thrown: unknown, image: unknown): unknown {
  const denied = thrown instanceof GnosisError && (thrown.code === "CONTAINMENT_DENIED" || thrown.code === "FORBIDDEN");
  if (!denied || typeof image !== "string" || !image.includes("buildkit")) return thrown;
  const next = "Build with DOCKER_BUILDKIT=0: the classic builder needs no privileged container.";
  return recorded(new GnosisError(thrown.code, thrown.message, { ...thrown.detail, next }));
}
