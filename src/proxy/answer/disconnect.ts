import { GnosisError } from "../../kernel/errors.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { passOn, send } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";

/** `POST /networks/{id}/disconnect`: the container's full id is what is sent, so that a name that moves on leads nowhere else. */
export async function disconnect(turn: Turn): Promise<void> {
  const { Container: _written, Force, ...unknown } = turn.body ?? {};
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined || (Force !== undefined && Force !== null && typeof Force !== "boolean"))
    throw new GnosisError("INPUT_INVALID", "The body may have Container and Force alone.", {
      where: stranger ?? "Force",
    });
  const permit = await admitTurn(turn);
  const container = permit.targets.find(({ kind }) => kind === "container");
  const body = { Container: container?.id, Force: Force === true };
  await passOn(turn, permit, await sendOrFinish(permit, () => send(turn, permit, { body })));
}
