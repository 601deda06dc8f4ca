import type { OperationContext } from "../../catalogue/operation.ts";
import type { ContainerInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { collect } from "../log/collect.ts";
import { readLines } from "../log/source.ts";
import type { Ports } from "../ports.ts";
import { peakOf, useOf } from "./use.ts";
import { engineEvents } from "./engine-events.ts";
import type { Facts, Happening, RecordedCall, Said } from "./facts.ts";
import { neighboursOf } from "./neighbours.ts";
import { isNear, probePorts } from "./probe.ts";

/** Milliseconds that events and records are looked back. */
const lookBack = 24 * 3_600_000;
/** Lines of output that are read. */
const tail = 200;

/** Collects what the rules judge; what can't be had (a log driver without reading, no kept events) is left empty. */
export async function gather(context: OperationContext<Ports>, id: string): Promise<Facts> {
  const { ports, signal } = context;
  const { value: inspect, age } = await ports.reader.container(id, { fresh: true, signal });
  context.observed(age);
  const now = Date.now();
  const since = now - lookBack;
  const [happenings, calls, use, said, all, probes, imageThere] = await Promise.all([
    happeningsOf(context, inspect, since),
    callsOf(context, inspect.Id, since),
    inspect.State.Running ? useOf(ports, inspect.Id, signal) : peakOf(ports, inspect.Id, now),
    saidBy(context, inspect),
    orEmpty(
      ports.reader.containers({ all: true, signal }).then(({ value }) => value),
      [],
    ),
    isNear(ports.engine) ? probePorts(inspect) : [],
    imageIsThere(context, inspect),
  ]);
  const visible = all.filter((one) => {
    const name = (one.Names?.[0] ?? one.Id).replace(/^\//, "");
    return context.sees({ kind: "container", id: one.Id, name, labels: one.Labels ?? {}, image: one.Image });
  });
  return {
    now,
    inspect,
    happenings,
    calls,
    said,
    probes,
    neighbours: neighboursOf(inspect, visible),
    ...(use === undefined ? {} : { use }),
    ...(imageThere === undefined ? {} : { imageThere }),
  };
}

async function happeningsOf(
  { ports, signal }: OperationContext<Ports>,
  inspect: ContainerInspect,
  since: number,
): Promise<readonly Happening[]> {
  const kept = await orEmpty<readonly Happening[]>(ports.past?.happenings(inspect.Id, since), []);
  return kept.length > 0 ? kept : orEmpty<Happening[]>(engineEvents(ports.engine, inspect.Id, since, signal), []);
}

async function callsOf(
  { ports }: OperationContext<Ports>,
  id: string,
  since: number,
): Promise<readonly RecordedCall[]> {
  // The log's file may be unreadable just now; a diagnosis is still worth having.
  const page = await orEmpty(
    Promise.resolve().then(() => ports.audit.list({ target: id, since, kind: "call", limit: 50 })),
    {
      records: [],
    },
  );
  return page.records
    .filter((one) => one.risk !== "read" && one.caller !== undefined)
    .map((one) => ({
      caller: one.caller?.name ?? "",
      surface: one.caller?.surface ?? "",
      operation: one.operation ?? "",
      record: one.id,
      time: Date.parse(one.time),
      ok: one.outcome?.ok ?? false,
      ...(one.decision?.approval === undefined ? {} : { approvedBy: one.decision.approval }),
    }))
    .toSorted((a, b) => a.time - b.time);
}

async function saidBy(
  { ports, signal, revealsSecrets }: OperationContext<Ports>,
  inspect: ContainerInspect,
): Promise<Said[]> {
  if (inspect.State.StartedAt.startsWith("0001")) return [];
  const range = { streams: "both", tail, reveal: revealsSecrets, signal } as const;
  const read = collect(readLines(ports.engine, inspect, range), { context: 0, fold: "all" });
  const { found } = await orEmpty(read, { found: [], scanned: 0, matched: 0, dropped: 0 });
  return found
    .filter((one) => one.text.trim() !== "")
    .toSorted((a, b) => a.last - b.last)
    .map(({ stream, level, lastTime, text, count }) => ({
      stream,
      time: lastTime,
      text,
      count,
      ...(level === undefined ? {} : { level }),
    }));
}

async function imageIsThere(
  { ports, signal }: OperationContext<Ports>,
  inspect: ContainerInspect,
): Promise<boolean | undefined> {
  try {
    await ports.reader.image(inspect.Image, { signal });
    return true;
  } catch (thrown) {
    return thrown instanceof GnosisError && thrown.code === "IMAGE_NOT_FOUND" ? false : undefined;
  }
}

/** The value, or what stands for it when it is absent or fails: a diagnosis is made from what there is. */
async function orEmpty<T>(value: Promise<T> | undefined, empty: T): Promise<T> {
  try {
    return (await value) ?? empty;
  } catch {
    return empty;
  }
}
