import { admitTurn } from "../forward/admit-turn.ts";
import { finishWith, sendOrFinish } from "../forward/finish.ts";
import { answerHeaders, passOn, send } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { BriefAnswers } from "./brief.ts";
import { readAnswer } from "./read-answer.ts";
import { writeJson } from "./write.ts";

const answers = new BriefAnswers<{
  readonly headers: Record<string, string | string[]>;
  readonly value: Record<string, unknown>;
}>();

/** `GET /version`: decided and recorded each time, asked of the engine once a second. */
export async function engineVersion(turn: Turn): Promise<void> {
  const { socket, response, version = "" } = turn;
  const permit = await admitTurn(turn);
  let last = answers.recent(socket, version);
  if (last === undefined) {
    const answer = await sendOrFinish(permit, () => send(turn, permit));
    if (answer.status >= 400) return passOn(turn, permit, answer);
    const value = await sendOrFinish(permit, () => readAnswer<Record<string, unknown>>(answer));
    last = answers.keep(socket, version, { headers: answerHeaders(answer.headers), value });
  }
  const { headers, value } = last;
  await finishWith(permit, () => {
    for (const [name, text] of Object.entries(headers)) response.setHeader(name, text);
    writeJson(response, 200, value);
  });
}
