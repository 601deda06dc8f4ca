import type { OperationContext } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import type { ContainerInspect, ContainerSummary, NetworkInspect } from "../../engine/model.ts";
import { containerTarget } from "../container/view.ts";
import type { Probe } from "../diagnosis/facts.ts";
import { isNear, probeAt } from "../diagnosis/probe.ts";
import type { Ports } from "../ports.ts";
import { portsOf } from "./address.ts";
import type { Attachment, End, Party, Publisher, ReachFacts } from "./facts.ts";
import { nameOf, partyOf } from "./party.ts";

type Context = OperationContext<Ports>;

/** The ends as they were asked for: resolved containers, or the words for places. */
export interface Wanted {
  readonly from: Target | "host" | "outside";
  readonly to: Target | "host" | "outside";
  readonly port?: string;
}

/** Containers of a shared network that are asked for their names. */
const mostAsked = 30;

/** Collects what the rules judge, from the engine as it is now. */
export async function gatherReach(context: Context, { from: source, to: target, port }: Wanted): Promise<ReachFacts> {
  const { ports, signal } = context;
  const [networks, all] = await Promise.all([ports.reader.networks({ signal }), ports.reader.containers({ signal })]);
  context.observed(networks.age);
  const running = all.value.filter((one) => context.sees(containerTarget(one)));
  const from = await endOf(context, source, networks.value);
  const to = await endOf(context, target, networks.value);
  const facts = { from, to, probes: [], publishers: [], namesakes: [], ...(port === undefined ? {} : { port }) };
  return {
    ...facts,
    probes: to.kind === "container" ? await probesOf(context, facts, to) : [],
    publishers: to.kind === "host" && port !== undefined ? publishersOf(running, port) : [],
    namesakes: await namesakesOf(context, from, to, running),
  };
}

async function endOf(
  context: Context,
  end: Target | "host" | "outside",
  networks: readonly NetworkInspect[],
): Promise<End> {
  if (typeof end === "string") return { kind: end };
  const self = await inspect(context, end.id);
  const { owner, name } = await hostOf(context, self);
  return partyOf(self, owner, name, networks);
}

async function inspect({ ports, signal, observed }: Context, id: string): Promise<ContainerInspect> {
  const { value, age } = await ports.reader.container(id, { fresh: true, signal });
  observed(age);
  return value;
}

/** The container whose network a guest lives in, and its name where the caller may see it; nothing when it is gone. */
async function hostOf(
  context: Context,
  self: ContainerInspect,
): Promise<{ readonly owner?: ContainerInspect; readonly name?: string }> {
  const mode = self.HostConfig.NetworkMode ?? "";
  if (!mode.startsWith("container:")) return {};
  try {
    const owner = await inspect(context, mode.slice("container:".length));
    const { Labels: labels, Image: image } = owner.Config;
    const seen = context.sees({ kind: "container", id: owner.Id, name: nameOf(owner), labels: labels ?? {}, image });
    return { owner, name: seen ? nameOf(owner) : owner.Id.slice(0, 12) };
  } catch {
    context.signal.throwIfAborted();
    return {};
  }
}

/** Tries the ports in question where the target has an address that this machine reaches by a bridge. */
async function probesOf({ ports }: Context, facts: ReachFacts, to: Party): Promise<Probe[]> {
  if (!isNear(ports.engine) || to.status !== "running") return [];
  const address = attachmentsOf(to).find((one) => one.driver === "bridge" && one.address !== "")?.address;
  return address === undefined ? [] : probeAt(address, portsOf(facts, to));
}

function attachmentsOf(end: End): readonly Attachment[] {
  return end.kind === "container" && end.namespace.mode === "own" ? end.namespace.attachments : [];
}

function publishersOf(running: readonly ContainerSummary[], port: string): Publisher[] {
  const [number, protocol] = port.split("/");
  return running.flatMap((one) =>
    (one.Ports ?? [])
      .filter(({ PublicPort, Type }) => String(PublicPort) === number && Type === protocol)
      .map(({ IP = "", PrivatePort, PublicPort, Type }) => ({
        container: containerTarget(one).name,
        port: `${PrivatePort}/${Type}`,
        hostAddress: IP,
        hostPort: String(PublicPort),
      })),
  );
}

/** Others in the shared networks that the target's first name stands for as well. */
async function namesakesOf(
  context: Context,
  from: End,
  to: End,
  running: readonly ContainerSummary[],
): Promise<ReachFacts["namesakes"]> {
  const shared = attachmentsOf(to).filter((one) =>
    attachmentsOf(from).some(({ networkId }) => networkId === one.networkId),
  );
  if (to.kind !== "container" || shared.length === 0) return [];
  const ids = new Set(shared.map(({ networkId }) => networkId));
  const others = running.filter(
    (one) =>
      one.Id !== to.id &&
      Object.values(one.NetworkSettings?.Networks ?? {}).some((at) => ids.has(String(at["NetworkID"]))),
  );
  const found = await Promise.all(
    others.slice(0, mostAsked).map(async ({ Id: id }) => {
      const { ports, signal } = context;
      const other = await ports.reader.container(id, { remembered: true, signal }).catch(() => undefined);
      return other === undefined ? [] : sameNames(other.value, shared);
    }),
  );
  return found.flat();
}

function sameNames(other: ContainerInspect, shared: readonly Attachment[]): ReachFacts["namesakes"] {
  return shared.flatMap(({ network, names }) => {
    const [name] = names;
    const aliases = other.NetworkSettings.Networks?.[network]?.["Aliases"];
    const isShared = name !== undefined && Array.isArray(aliases) && aliases.includes(name);
    return isShared ? [{ name, container: nameOf(other), network }] : [];
  });
}
