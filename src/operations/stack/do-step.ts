import type { OperationContext, PartDone, PartGrant } from "../../catalogue/operation.ts";
import type { ContainerInspect, NetworkInspect, VolumeInspect } from "../../engine/model.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { makeInPlace } from "../container/recreate/make.ts";
import { swapIn } from "../container/recreate/swap-in.ts";
import { takeContainerAway } from "../container/take-away.ts";
import { nameOf } from "../container/view.ts";
import { pull } from "../image/pull.ts";
import type { Ports } from "../ports.ts";
import { takeVolumeAway } from "../volume/take-away.ts";
import { settle } from "./settle.ts";
import type { Step } from "./step.ts";

type Context = OperationContext<Ports>;

/** What a step is done with. */
export interface Doing {
  readonly context: Context;
  readonly tell: (message: string, done?: number, total?: number) => void;
  /** Milliseconds that a new container may take to become healthy. */
  readonly patience: number;
}

type Work = (doing: Doing, step: Step, grant: PartGrant) => Promise<Readonly<Record<string, unknown>>>;

/** Has the engine act on a step's container. */
async function post(
  { context: { ports, signal } }: Doing,
  { id = "" }: Step,
  action: string,
  timeout: number,
): Promise<void> {
  await ports.reader.change(id, () => ports.engine.json("POST", `/containers/${id}/${action}`, { signal, timeout }));
}

/** The context of a step's own part: its judged body and its objects. */
const within = ({ context }: Doing, { part }: Step, { body, secondLook }: PartGrant) => ({
  ...{ ports: context.ports, signal: context.signal, caller: context.caller, body, secondLook },
  targets: [...(part.target === undefined ? [] : [part.target]), ...(part.others ?? [])],
});

const described = (inspect: ContainerInspect) => ({
  ...{ id: inspect.Id, name: nameOf(inspect), status: inspect.State.Status },
});

/** Longest time, in milliseconds, that a stop waits beyond what the container asks for itself. */
const slack = 30_000;

const work: Readonly<Record<string, Work>> = {
  "pull image": async ({ context, tell }, { name, platform }) => {
    const steps = pull(context, { image: name, ...(platform === undefined ? {} : { platform }) });
    for (;;) {
      const next = await steps.next();
      if (next.done === true) return next.value;
      const { message, id, done, total } = next.value;
      tell(id === undefined ? message : `${id}: ${message}`, done, total);
    }
  },
  "create network": async ({ context }, _, { body }) => {
    const { engine, reader } = context.ports;
    const { Id } = await engine.json<{ Id: string }>("POST", "/networks/create", { body, signal: context.signal });
    await reader.changed("network", Id);
    const { Name } = await engine.json<NetworkInspect>("GET", `/networks/${Id}`, { signal: context.signal });
    return { network: { id: Id, name: Name } };
  },
  "create volume": async ({ context }, _, { body }) => {
    const { engine, reader } = context.ports;
    const { Name } = await engine.json<VolumeInspect>("POST", "/volumes/create", { body, signal: context.signal });
    await reader.changed("volume", Name);
    return { volume: { name: Name } };
  },
  "create container": async (doing, step, grant) => {
    const { id } = await makeInPlace(within(doing, step, grant), step.name, step.platform);
    const { value } = await doing.context.ports.reader.container(id, { fresh: true, signal: doing.context.signal });
    return { container: described(value) };
  },
  "recreate container": async (doing, step, grant) => {
    const { context, tell, patience } = doing;
    const { id, former, now } = await swapIn(within(doing, step, grant), {
      ...{ container: step.id ?? "", tell },
      ...(step.platform === undefined ? {} : { platform: step.platform }),
      watch: (made) => settle(context, made, { patience, settle: 1_000 }),
    });
    return {
      container: { id, name: step.name, status: now?.State.Status ?? "unknown" },
      former: { id: step.id, state: former.kind, name: former.kind === "trash" ? null : former.name },
    };
  },
  "start container": async (doing, step) => {
    await post(doing, step, "start", 180_000);
    return { container: { id: step.id, name: step.name } };
  },
  "stop container": async (doing, step) => {
    const StopTimeout = step.placed?.inspect.Config["StopTimeout"];
    await post(doing, step, "stop", (typeof StopTimeout === "number" ? StopTimeout : 10) * 1_000 + slack);
    return {};
  },
  "remove container": ({ context }, { id = "" }) =>
    takeContainerAway(context, id, { force: false, volumes: false, purge: false }),
  "remove network": async ({ context }, { id = "" }) => {
    await context.ports.engine.json("DELETE", `/networks/${id}`, { signal: context.signal });
    await context.ports.reader.changed("network", id);
    return {};
  },
  "remove volume": async ({ context }, { id = "" }) => {
    // What lies in the trash with it could not come back whole.
    await context.ports.trash?.releaseVolume(id);
    return takeVolumeAway(context, id, { force: false, purge: false });
  },
};

/** Does one step as a call of its own: decided, judged, recorded, and with a receipt. */
export function doStep(
  doing: Doing,
  step: Step,
  unseen: boolean,
): Promise<PartDone<Readonly<Record<string, unknown>>>> {
  const doIt = work[`${step.action} ${step.kind}`];
  if (doIt === undefined) throw new GnosisError("INTERNAL", `There is no step '${step.action} ${step.kind}'.`);
  return doing.context.part({ ...step.part, unseen }, (grant) => doIt(doing, step, grant));
}
