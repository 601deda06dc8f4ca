import { containerTarget } from "../container/view.ts";
import { takeVolumeAway } from "../volume/take-away.ts";
import { volumeTarget } from "../volume/view.ts";
import { lastEvent } from "./last-use.ts";
import { few, goneAlready, labelled, type Prunable, unlessGone } from "./prunable.ts";

/** The engine names anonymous volumes by 64 digits. */
const anonymous = /^[0-9a-f]{64}$/;

/** Volumes that no container mounts: anonymous ones, or all of them. */
export const prunableVolumes: Prunable = {
  kind: "volume",
  undoneAs: "volume.remove",
  find: async ({ ports, signal }, choice, sizes) => {
    const filters = { dangling: ["true"], ...labelled(choice) };
    const { value } = await ports.reader.volumes({ filters, fresh: true, signal });
    return value
      .filter(
        ({ Name, CreatedAt }) =>
          (choice.all || anonymous.test(Name)) &&
          (choice.until === undefined || (CreatedAt !== undefined && Date.parse(CreatedAt) / 1000 < choice.until)),
      )
      .map((volume) => ({
        ...{ kind: "volume", id: volume.Name, name: volume.Name, target: volumeTarget(volume) },
        bytes: sizes?.volumes.get(volume.Name) ?? null,
        created: volume.CreatedAt ?? null,
        lastUsed: lastEvent(ports.events, "volume", volume.Name, ["mount", "unmount"]),
        dependants: [],
        mark: volume.CreatedAt ?? "",
      }));
  },
  look: async ({ ports, signal }, { id, mark }) => {
    const asked = ports.reader.volume(id, { fresh: true, signal });
    const now = (await unlessGone(asked, "VOLUME_NOT_FOUND"))?.value;
    if (now === undefined) return goneAlready;
    if ((now.CreatedAt ?? "") !== mark) return "Another volume has its name now.";
    const { value } = await ports.reader.containers({ all: true, fresh: true, signal });
    const users = value.filter(({ Mounts }) => (Mounts ?? []).some(({ Name }) => Name === id));
    return users.length > 0 ? `It is mounted by ${few(users.map((one) => containerTarget(one).name))}.` : undefined;
  },
  remove: (context, { id }) => takeVolumeAway(context, id, { force: false, purge: false }),
};
