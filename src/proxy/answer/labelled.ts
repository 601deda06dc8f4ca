import type { TargetKind } from "../../catalogue/target.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { failed, sendOrFinish } from "../forward/finish.ts";
import { passOn, send, showWrite } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { resultOf } from "../forward/undo-terms.ts";
import { withoutOwner } from "./own-label.ts";
import { readAnswer } from "./read-answer.ts";
import { writeJson } from "./write.ts";

/** Answers that are one image or volume: passed on without the server's own label. */
const answerWith =
  (kind: TargetKind) =>
  async (turn: Turn): Promise<void> => {
    const permit = await admitTurn(turn);
    const answer = await sendOrFinish(permit, () => send(turn, permit));
    if (answer.status >= 400) return passOn(turn, permit, answer);
    try {
      const value = withoutOwner(kind, await readAnswer<object>(answer));
      await showWrite(turn, permit);
      const result = resultOf(turn)?.([Buffer.from(JSON.stringify(value))]);
      writeJson(turn.response, answer.status, value);
      permit.finish({
        ok: true,
        ids: permit.targets.map(({ id }) => id),
        ...(result === undefined ? {} : { result }),
      });
    } catch (thrown) {
      throw failed(permit, thrown);
    }
  };

/** `GET /images/{reference}/json`. */
export const inspectImage = answerWith("image");
/** `GET /volumes/{name}` and `POST /volumes/create`. */
export const showVolume = answerWith("volume");
