import { GnosisError } from "../../kernel/errors.ts";
import { admitTurn, type Further } from "../forward/admit-turn.ts";
import { engineQuery } from "../forward/engine-path.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { passOn, send } from "../forward/relay.ts";
import { uploadOf } from "../forward/upload.ts";
import type { Turn } from "../forward/turn.ts";
import { socketOperation } from "./socket-operation.ts";
import { checkTags } from "./tags.ts";

/** Parameters that are JSON text: containment judges what they say. */
const jsonParameters: ReadonlySet<string> = new Set(["buildargs", "labels", "cachefrom", "ulimits", "securityopt"]);
/** Parameters that are numbers. */
const numbers: ReadonlySet<string> = new Set([
  ...["memory", "memswap", "cpushares", "cpuperiod", "cpuquota", "shmsize"],
]);
/** Parameters that are yes or no. */
const flags: ReadonlySet<string> = new Set(["q", "nocache", "rm", "forcerm", "squash"]);

/** `POST /build`: the classic builder; its parameters are judged as a create's body is. */
export async function build(turn: Turn): Promise<void> {
  const { values, pairs } = turn.query;
  const tags = pairs.filter(([key]) => key === "t").map(([, value]) => value);
  if ((values["dockerfile"] ?? "").split("/").includes(".."))
    throw new GnosisError("INPUT_INVALID", "The Dockerfile must lie in the context.", { where: "dockerfile" });
  await checkTags(turn, tags);
  const parameters = asBody(turn);
  const permit = await admitTurn(turn, {
    ...otherOperation(turn),
    body: { kind: "image.build", value: parameters, query: values },
  });
  const query = asQuery(permit.body ?? parameters);
  const answer = await sendOrFinish(permit, () => {
    if (!turn.head.hasBody && values["remote"] === undefined)
      throw new GnosisError("UPLOAD_MISSING", "The build's context is missing.");
    return send(turn, permit, { query, body: uploadOf(turn.request) });
  });
  await passOn(turn, permit, answer);
}

function otherOperation(turn: Turn): Further {
  const { version, session, outputs, remote } = turn.query.values;
  if (version === "2" || session !== undefined || outputs !== undefined)
    return socketOperation(turn, "buildkit.session");
  return socketOperation(turn, remote === undefined ? undefined : "registry.fetch");
}

/** The parameters as one object: what is JSON text becomes what it says. */
function asBody(turn: Turn): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(engineQuery(turn)).map(([key, value]) => {
      if (typeof value !== "string") return [key, value];
      if (jsonParameters.has(key)) return [key, JSON.parse(value) as unknown];
      if (numbers.has(key)) return [key, Number(value)];
      if (flags.has(key)) return [key, value === "1"];
      return [key, key === "t" || key === "extrahosts" ? [value] : value];
    }),
  );
}

/** The judged parameters as the engine reads them. */
function asQuery(parameters: Readonly<Record<string, unknown>>): Record<string, string | readonly string[]> {
  const query: Record<string, string | readonly string[]> = {};
  for (const [key, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue;
    if (typeof value === "boolean") query[key] = value ? "1" : "0";
    else if (typeof value === "string" || typeof value === "number") query[key] = String(value);
    else if (jsonParameters.has(key)) query[key] = JSON.stringify(value);
    else query[key] = value as readonly string[];
  }
  return query;
}
