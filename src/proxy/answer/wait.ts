import { text } from "node:stream/consumers";
import type { ContainerInspect } from "../../engine/model.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { answerHeaders, finishBroken, passOn, send } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";

/** `POST /containers/{id}/wait`: for who waits for the removal, a container that comes to lie in the trash is removed. */
export async function waitForContainer(turn: Turn): Promise<void> {
  const { response, signal } = turn;
  const { trash, engine } = turn.socket.parts;
  const permit = await admitTurn(turn);
  const [target] = permit.targets;
  if (trash === undefined || target === undefined || turn.query.values["condition"] !== "removed")
    return passOn(turn, permit, await sendOrFinish(permit, () => send(turn, permit)));
  let stop = (): void => undefined;
  const kept = new Promise<undefined>((resolve) => {
    stop = trash.onKept((container) => {
      if (container === target.id) resolve(undefined);
    });
    if (trash.list().some(({ container, state }) => container === target.id && state === "kept")) resolve(undefined);
  });
  try {
    const answer = await sendOrFinish(permit, () => send(turn, permit));
    if (answer.status >= 400) return await passOn(turn, permit, answer);
    // Clients start what they wait for only when the head of the answer is there.
    const { "content-length": _length, ...headers } = answerHeaders(answer.headers);
    response.writeHead(answer.status, headers);
    response.flushHeaders();
    try {
      const removed = text(answer.body);
      removed.catch(() => undefined);
      const told = await Promise.race([removed, kept]);
      if (told === undefined) {
        answer.body.destroy();
        const { State } = await engine.json<ContainerInspect>("GET", `/containers/${target.id}/json`, { signal });
        response.end(`${JSON.stringify({ StatusCode: State.ExitCode })}\n`);
      } else response.end(told);
      permit.finish({ ok: true, ids: [target.id] });
    } catch (thrown) {
      finishBroken(turn, permit, thrown);
    }
  } finally {
    stop();
  }
}
