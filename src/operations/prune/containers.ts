import type { ContainerInspect } from "../../engine/model.ts";
import { eachOf } from "../container/each-of.ts";
import { takeContainerAway } from "../container/take-away.ts";
import { containerTarget } from "../container/view.ts";
import { type Candidate, goneAlready, labelled, type Prunable, unlessGone } from "./prunable.ts";

const stopped: readonly string[] = ["created", "exited", "dead"];
const never = "0001-01-01T00:00:00Z";

const markOf = ({ State }: ContainerInspect): string => `${State.Status} ${State.FinishedAt}`;

/** Stopped containers; they go into the trash. */
export const prunableContainers: Prunable = {
  kind: "container",
  undoneAs: "container.remove",
  find: async ({ ports, signal }, choice) => {
    const filters = { status: stopped, ...labelled(choice) };
    const { value } = await ports.reader.containers({ all: true, size: true, fresh: true, filters, signal });
    const { value: everything } = await ports.reader.containers({ all: true, signal });
    const old = value.filter(({ Created }) => choice.until === undefined || Created < choice.until);
    const found = await eachOf(old, async (summary): Promise<Candidate | undefined> => {
      const asked = ports.reader.container(summary.Id, { fresh: true, signal });
      const inspect = (await unlessGone(asked, "CONTAINER_NOT_FOUND"))?.value;
      if (inspect === undefined) return undefined;
      const target = containerTarget(summary);
      return {
        ...{ kind: "container", id: summary.Id, name: target.name, target, bytes: summary.SizeRw ?? 0 },
        created: new Date(summary.Created * 1000).toISOString(),
        lastUsed: inspect.State.FinishedAt === never ? null : inspect.State.FinishedAt,
        dependants: everything
          .filter(({ HostConfig }) => HostConfig?.NetworkMode === `container:${summary.Id}`)
          .map((one) => `container ${containerTarget(one).name}`),
        mark: markOf(inspect),
      };
    });
    return found.filter((one) => one !== undefined);
  },
  look: async ({ ports, signal }, { id, mark }) => {
    const asked = ports.reader.container(id, { fresh: true, signal });
    const now = (await unlessGone(asked, "CONTAINER_NOT_FOUND"))?.value;
    if (now === undefined) return goneAlready;
    if (!stopped.includes(now.State.Status)) return `It is ${now.State.Status}.`;
    return markOf(now) === mark ? undefined : "It has run since.";
  },
  remove: (context, { id }) => takeContainerAway(context, id, { force: false, volumes: false, purge: false }),
};
