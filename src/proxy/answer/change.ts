import type { EngineResponse } from "../../engine/client.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { passOn, send } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";

/** What changes one container and tells nothing of it: later reads show the change before the client can know that it was made. */
export async function changeContainer(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const [container] = permit.targets;
  if (container === undefined) throw new Error(`The route ${turn.route.name} has no container.`);
  const answer = await sendOrFinish(permit, async () => {
    let answered: EngineResponse | undefined;
    await turn.socket.parts.reader.change(container.id, async () => (answered = await send(turn, permit)));
    return answered!;
  });
  await passOn(turn, permit, answer, () => Promise.resolve());
}
