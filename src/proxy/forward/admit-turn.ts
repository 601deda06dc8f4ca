import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Risk } from "../../catalogue/risk.ts";
import type { Target, TargetKind } from "../../catalogue/target.ts";
import type { Admission, Permit } from "../../guard/guard.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Answer, RouteTarget } from "../routes/route.ts";
import { changedBy } from "./undo-terms.ts";
import { missing } from "./engine-words.ts";
import { recorded } from "./recorded.ts";
import { noSuchExec } from "./exec-owners.ts";
import type { Turn } from "./turn.ts";

type Named = { readonly kind: TargetKind; readonly reference: string };

/** What a handler adds to what the route says. */
export interface Further {
  readonly targets?: readonly (Named | Target)[];
  readonly risk?: Risk | undefined;
  /** In place of the route's own. */
  readonly operation?: AnyOperation;
  readonly body?: Admission["body"];
}

/** Asks the guard for leave; throws what the client is to be told, in the engine's words for what isn't there. */
export async function admitTurn(turn: Turn, further: Further = {}): Promise<Permit> {
  const { socket, route, caller, signal } = turn;
  const operation = further.operation ?? turn.operation;
  const exec = route.exec === true ? (turn.parameters["id"] ?? "") : undefined;
  const own: Named[] =
    exec === undefined
      ? route.targets.map((target) => ({ kind: target.kind, reference: referenceOf(turn, target) }))
      : [{ kind: "container", reference: await socket.execs.containerOf(exec, signal) }];
  const risk = further.risk;
  const began = performance.now();
  try {
    const permit = await socket.parts.guard.admit({
      ...{ operation, caller, signal, endpoint: socket.endpoint, targets: [...own, ...(further.targets ?? [])] },
      input: recordedInput(turn),
      ...(risk === undefined ? {} : { risk }),
      ...(exec === undefined ? {} : { continues: true }),
      ...changedBy(turn),
      ...(further.body === undefined ? bodyOf(turn) : { body: further.body }),
    });
    socket.parts.figures?.decided(socket.name, (performance.now() - began) / 1_000);
    const ends = lasting.has(route.answer) || long.has(route.answer);
    return counted(turn, ends ? endedByFreeze(turn, permit) : permit);
  } catch (thrown) {
    const named = [...own, ...(further.targets ?? []).filter((target) => "reference" in target)];
    const told = inEngineWords(thrown, named, exec, turn);
    if (told instanceof GnosisError) socket.parts.figures?.refused(socket.name, told.code);
    throw told;
  }
}

/** What lasts as long as somebody looks. */
const lasting: ReadonlySet<Answer> = new Set(["follow", "bytes", "hijack", "events", "container-wait", "image-save"]);

/** What may take as long as it takes, and ends with its caller's connection. */
const long: ReadonlySet<Answer> = new Set([
  ...(["build", "image-create", "image-load", "image-push", "archive-in", "container-change"] as const),
]);

/** A permit whose outcome is counted, and the stream that it stands for while it is open. */
function counted(turn: Turn, permit: Permit): Permit {
  const { parts, name } = turn.socket;
  const { figures } = parts;
  if (figures === undefined) return permit;
  const lasts = lasting.has(turn.route.answer);
  if (lasts) figures.streams(name, 1);
  let ended = false;
  return {
    ...permit,
    finish: (outcome) => {
      permit.finish(outcome);
      if (ended) return;
      ended = true;
      if (lasts) figures.streams(name, -1);
      figures.finished(name, outcome.ok ? "ok" : (outcome.code ?? "failed"), outcome.bytes ?? 0);
    },
  };
}

/** A permit whose connection ends when its caller is frozen. */
function endedByFreeze(turn: Turn, permit: Permit): Permit {
  const { signal } = permit;
  if (signal === undefined) return permit;
  const { socket } = turn.request;
  const end = (): void => void socket.destroy();
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  return {
    ...permit,
    finish: (outcome) => {
      signal.removeEventListener("abort", end);
      permit.finish(outcome);
    },
  };
}

function bodyOf(turn: Turn): Pick<Admission, "body"> {
  const rule = turn.route.body;
  if (rule === undefined || !("json" in rule) || rule.json !== "judged" || turn.body === undefined) return {};
  return { body: { kind: rule.kind, value: turn.body, query: turn.query.values } };
}

/** What the record keeps of the request: a judged body is recorded by the guard as it is sent. */
function recordedInput(turn: Turn): Record<string, unknown> {
  const { route, query, body, list } = turn;
  const judged = route.body !== undefined && "json" in route.body && route.body.json === "judged";
  return {
    route: `${route.method} ${route.path}`,
    ...(Object.keys(turn.parameters).length === 0 ? {} : { path: turn.parameters }),
    ...(query.pairs.length === 0 ? {} : { query: query.values }),
    ...(judged || body === undefined || Object.keys(body).length === 0 ? {} : { body }),
    ...(list === undefined ? {} : { body: list }),
  };
}

function referenceOf(turn: Turn, { from, name }: RouteTarget): string {
  const value =
    from === "path" ? turn.parameters[name] : from === "query" ? turn.query.values[name] : turn.body?.[name];
  if (typeof value !== "string" || value === "")
    throw new GnosisError("INPUT_INVALID", `The ${from} does not say which ${name} is meant.`, { where: name });
  return value;
}

/**
 * `docker inspect` asks for every kind of object in turn until one is there: who may not look at a kind is told that there is none of
 * that name, so that it goes on.
 */
function looksAbsent({ operation, parameters }: Turn): GnosisError | undefined {
  const [noun = "", verb] = operation.id.split(".");
  if (verb !== "inspect" || !["plugin", "service", "task", "node", "secret", "config"].includes(noun)) return undefined;
  const name = parameters["id"] ?? parameters["reference"];
  if (name === undefined) return undefined;
  return new GnosisError("ENGINE_REFUSED", `${noun} "${name}" not found`, { extra: { engineStatus: 404 } });
}

const notFoundCodes: Readonly<Record<string, TargetKind>> = {
  CONTAINER_NOT_FOUND: "container",
  IMAGE_NOT_FOUND: "image",
  VOLUME_NOT_FOUND: "volume",
  NETWORK_NOT_FOUND: "network",
};

function inEngineWords(thrown: unknown, named: readonly Named[], exec: string | undefined, turn: Turn): unknown {
  if (!(thrown instanceof GnosisError)) return thrown;
  recorded(thrown);
  const absent = thrown.code === "FORBIDDEN" ? looksAbsent(turn) : undefined;
  if (absent !== undefined) return recorded(absent);
  const kind = notFoundCodes[thrown.code];
  if (kind === undefined) return thrown;
  if (exec !== undefined) return recorded(noSuchExec(exec));
  const wanted = named.filter((one) => one.kind === kind);
  // With several of a kind the guard's message ends in the one that it did not find.
  const one = wanted.find(({ reference }) => thrown.message.endsWith(reference)) ?? wanted[0];
  return one === undefined ? thrown : recorded(new GnosisError(thrown.code, missing(kind, one.reference)));
}
