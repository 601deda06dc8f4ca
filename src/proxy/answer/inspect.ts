import type { NetworkInspect } from "../../engine/model.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { finishWith } from "../forward/finish.ts";
import { spoken } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { withoutSecrets } from "./environment.ts";
import { withoutOwner } from "./own-label.ts";
import { seenBy } from "./lists.ts";
import { textOf, writeJson, writeText } from "./write.ts";

/** `GET /containers/{id}/json`, from the live state where that can answer. */
export async function inspectContainer(turn: Turn): Promise<void> {
  const { reader } = turn.socket.parts;
  const permit = await admitTurn(turn);
  await finishWith(permit, async () => {
    const [target] = permit.targets;
    if (target === undefined) throw new Error("An inspect has a target.");
    const size = turn.query.values["size"] === "1";
    const { value } = await reader.container(target.id, { size, signal: turn.signal });
    const shown = await withoutSecrets(turn, target, withoutOwner("container", value));
    writeText(turn.response, 200, `${textOf(shown)}\n`);
  });
}

/** `GET /networks/{id}`: without the containers that the caller may not see. */
export async function inspectNetwork(turn: Turn): Promise<void> {
  const { parts } = turn.socket;
  const permit = await admitTurn(turn);
  await finishWith(permit, async () => {
    const answer = await parts.engine.json<NetworkInspect & { Services?: unknown; Peers?: unknown }>(
      "GET",
      `/networks/${permit.targets[0]?.id}`,
      { query: turn.query.values, ...spoken(turn), signal: turn.signal },
    );
    const network = withoutOwner("network", answer);
    if (network.Containers === null || network.Containers === undefined) return writeJson(turn.response, 200, network);
    const visible = await visibleContainers(turn);
    const members = Object.entries(network.Containers).filter(([id]) => visible.has(id));
    writeJson(turn.response, 200, { ...network, Containers: Object.fromEntries(members) });
  });
}

/** Full ids of all containers that the caller may see. */
export async function visibleContainers(turn: Turn): Promise<ReadonlySet<string>> {
  const { parts } = turn.socket;
  const { value } = await parts.reader.containers({ all: true, signal: turn.signal });
  const sees = seenBy(turn);
  return new Set(value.filter((summary) => sees(parts.targetOf.container(summary))).map(({ Id }) => Id));
}
