import type { EngineClient } from "../../engine/client.ts";
import { createEngineClient } from "../../engine/create-client.ts";
import type { Endpoint } from "../../engine/endpoint/endpoint.ts";
import { createLiveReader } from "../../engine/live/live-reader.ts";
import { LiveState } from "../../engine/live/live-state.ts";
import type { EngineReader } from "../../engine/reader.ts";
import type { Containment } from "../../guard/containment/containment.ts";
import type { GuardSide } from "../../guard/side.ts";
import type { SwapEngine, Swaps } from "../../guard/recreate/swap.ts";
import type { Trash } from "../../guard/trash/trash.ts";
import type { ImageTrash, ImageTrashEngine } from "../../guard/trash/image-trash.ts";
import type { TrashEngine } from "../../guard/trash/trash-engine.ts";
import type { TargetSource } from "../../guard/target/target-source.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import type { Ports } from "../../operations/ports.ts";
import { removedImageTarget, removedTarget, removedVolumeTarget } from "../../operations/trash/view.ts";
import { isCopier, isHiddenImage, isHiddenName } from "../../catalogue/hidden-names.ts";
import { volumeTrashEngine } from "./volume-trash-engine.ts";
import type { VolumeTrash, VolumeTrashEngine } from "../../guard/trash/volume-trash.ts";
import { sizeOf } from "./size-of.ts";
import { imageTrashEngine } from "./image-trash-engine.ts";
import { trashEngine } from "./trash-engine.ts";
import { createTargetSource } from "../target-source.ts";
import { keepPast, type KeepingParts } from "./keep-past.ts";

/** Everything that belongs to one engine. */
export interface EngineSide {
  readonly client: EngineClient;
  readonly reader: EngineReader;
  /** The engine's objects in memory. */
  readonly live: LiveState;
  readonly trash: Trash;
  readonly images: ImageTrash;
  readonly volumes: VolumeTrash;
  readonly guard: GuardSide;
  readonly close: () => void;
}

/** Milliseconds between two looks for what has expired in the trash. */
const sweepInterval = 60_000;

/** What every engine's side shares. */
export interface SideParts {
  readonly ports: Omit<Ports, "engine" | "reader">;
  readonly keeping: KeepingParts;
  readonly openTrash: (endpoint: string, engine: TrashEngine) => Trash;
  readonly openSwaps: (endpoint: string, engine: SwapEngine, trash: Trash) => Swaps;
  readonly openImages: (endpoint: string, engine: ImageTrashEngine, trash: Trash) => ImageTrash;
  readonly openVolumes: (endpoint: string, engine: VolumeTrashEngine, trash: Trash) => VolumeTrash;
  readonly containment: (endpoint: string, client: EngineClient, targets: TargetSource) => Containment;
}

/** Makes the side of one engine, and begins to follow it; an engine that isn't there is waited for. */
export function openSide(endpoint: Endpoint, parts: SideParts): EngineSide {
  const client = createEngineClient(endpoint);
  const live = new LiveState(client);
  const reader = createLiveReader(live);
  const kept = keepPast(client, live, parts.keeping);
  live.start();
  const targets = createTargetSource(reader);
  const stepwise = trashEngine(client, (id) => reader.changed("container", id));
  const trash = parts.openTrash(endpoint.name, stepwise);
  const swap = parts.openSwaps(endpoint.name, stepwise, trash);
  const images = parts.openImages(
    endpoint.name,
    imageTrashEngine(client, (id) => reader.changed("image", id)),
    trash,
  );
  const volumes = parts.openVolumes(
    endpoint.name,
    volumeTrashEngine(client, (id) => reader.changed("volume", id)),
    trash,
  );
  const sweep = (): void => void swap.sweep().then(trash.sweep).then(images.sweep).then(volumes.sweep);
  const sweeping = setInterval(sweep, sweepInterval);
  sweeping.unref();
  // Also as soon as an engine is back that went away in the middle of something.
  const deaf = live.listen({ up: sweep });
  sweep();
  /** Whether a container that is not in the trash has the volume. */
  const isMounted = (volume: string): boolean =>
    live.containers
      .sorted()
      .some(({ inspect: { Id, Mounts } }) =>
        Boolean(!trash.hides(Id) && Mounts?.some(({ Type, Name }) => Type === "volume" && Name === volume)),
      );
  const ports: Ports = { ...parts.ports, ...kept.ports, engine: client, reader, trash, swap, images, volumes };
  return {
    client,
    reader,
    live,
    trash,
    images,
    volumes,
    guard: {
      name: endpoint.name,
      ports,
      targets,
      removed: {
        list: (kind) => {
          if (kind === "volume") return Promise.resolve(volumes.list().map(removedVolumeTarget));
          if (kind === "image") return Promise.resolve(images.list().map(removedImageTarget));
          return Promise.resolve(kind === "container" ? trash.list().map(removedTarget) : []);
        },
      },
      hides: ({ kind, id, name, references }) =>
        (kind === "container" && (trash.hides(id) || swap.hides(id) || isCopier(name))) ||
        (kind === "volume" && (isHiddenName(id) || (trash.takesVolume(id) && !isMounted(id)))) ||
        (kind === "image" && isHiddenImage(references)),
      containment: parts.containment(endpoint.name, client, targets),
      inspectContainer: (id, signal) =>
        client.json("GET", `/containers/${id}/json`, signal === undefined ? {} : { signal }),
      sizeOf: sizeOf(client),
      forGood: volumes.forGood,
      inspectMade: (id) => reader.made(id),
      removeContainer: async (id) => {
        try {
          await client.json("DELETE", `/containers/${id}`, { query: { force: true, v: true } });
        } catch (thrown) {
          if (asGnosisError(thrown).code !== "CONTAINER_NOT_FOUND") throw thrown;
        }
        await reader.changed("container", id);
      },
    },
    close: () => {
      deaf();
      kept.close();
      clearInterval(sweeping);
      live.stop();
      client.close();
    },
  };
}
