import type { Readable } from "node:stream";
import { liesInTrash } from "../../catalogue/hidden-names.ts";
import { tagsFrom, watchedContext } from "../../engine/builds/watched-context.ts";
import type { Permit } from "../../guard/guard.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { admitTurn, type Further } from "../forward/admit-turn.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { passOn, send } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { uploadOf } from "../forward/upload.ts";
import { socketOperation } from "./socket-operation.ts";

/** Parameters that come several times; containment reads them joined with commas, which none of their values has. */
const repeated: ReadonlySet<string> = new Set(["t", "extrahosts"]);

/** `POST /build`: the classic builder; its parameters are judged as a create's body is, and what was judged is what is sent. */
export async function build(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn, {
    ...otherOperation(turn),
    body: { kind: "image.build", value: {}, query: parametersOf(turn) },
  });
  const answer = await sendOrFinish(permit, () => {
    if (!turn.head.hasBody && turn.query.values["remote"] === undefined)
      throw new GnosisError("UPLOAD_MISSING", "The build's context is missing.");
    return send(turn, permit, { query: asQuery(permit.body ?? {}), body: contextOf(turn, permit) });
  });
  await passOn(turn, permit, answer);
}

/** What the client sends, as long as its Dockerfile takes nothing from the trash, nor what the role may not use. */
function contextOf(turn: Turn, { body: query = {}, againstBase: against }: Permit): Readable {
  const tagsOf = tagsFrom(turn.socket.parts.reader, turn.signal);
  return watchedContext(uploadOf(turn.request), {
    ...{ query, against, isRemoved: (reference: string) => liesInTrash(reference, tagsOf) },
  });
}

/** Builds that BuildKit does, or whose context the engine fetches, are something else than building what the client sends. */
function otherOperation(turn: Turn): Further {
  const { version, session, outputs, remote } = turn.query.values;
  if (version === "2" || session !== undefined || outputs !== undefined)
    return socketOperation(turn, "buildkit.session");
  return socketOperation(turn, remote === undefined ? undefined : "registry.fetch");
}

function parametersOf(turn: Turn): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [key, value] of turn.query.pairs) {
    const before = parameters[key];
    parameters[key] = before === undefined ? value : `${before},${value}`;
  }
  return parameters;
}

function asQuery(judged: Readonly<Record<string, unknown>>): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    Object.entries(judged).map(([key, value]) => [key, repeated.has(key) ? String(value).split(",") : String(value)]),
  );
}
