import type { AnyOperation } from "../../../catalogue/operation.ts";
import { planRequest } from "../build-request.ts";
import { listIn } from "../render/answer.ts";
import type { Server } from "../server.ts";

/** Milliseconds: somebody has pressed a key and waits. */
const patience = 1_500;

const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
    (one) => typeof one === "string" && one !== "",
  ) as string[];

/** Names of the objects that a list operation gives; none when the server can't be asked, since completion must never complain. */
export async function namesFromServer(server: Server, list: AnyOperation): Promise<readonly string[]> {
  const input = list.input.shape["all"] === undefined ? {} : { all: true };
  try {
    const planned = planRequest(list, input, { uploads: false });
    const answer = await server.json({ ...planned, signal: AbortSignal.timeout(patience) });
    return (listIn(answer, list.id)?.items ?? []).flatMap((item) => {
      const names = textsOf(item["name"] ?? item["tags"]);
      return names.length > 0 ? names : textsOf(item["id"]);
    });
  } catch {
    return [];
  }
}
