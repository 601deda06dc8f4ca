import { Transform } from "node:stream";
import { hiddenPrefix } from "../../catalogue/hidden-names.ts";
import type { EngineClient } from "../../engine/client.ts";
import type { ImageSummary, VolumeInspect } from "../../engine/model.ts";
import { enginePath } from "../../engine/path.ts";
import type { VolumeTrashEngine } from "../../guard/trash/volume-trash.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import { newName } from "../../kernel/ids.ts";
import { sizeOf } from "./size-of.ts";

/**
 * Where the two volumes are mounted in the container that copies, which is never started. Both directories have one name, so that the
 * archive of the first also sets owner and mode of the second.
 */
const [from, above] = ["/gnosis-from/volume", "/gnosis-to"];

/** Bytes that pass, until there are more than `most`. */
function metered(most: number): Transform & { bytes: number } {
  const meter = Object.assign(
    new Transform({
      transform(part: Buffer, _, done) {
        meter.bytes += part.length;
        if (meter.bytes <= most) return done(null, part);
        const next = "Remove it with purge, which asks a person.";
        done(new GnosisError("LIMIT_REACHED", "The volume's files don't fit into the trash.", { next }));
      },
    }),
    { bytes: 0 },
  );
  return meter;
}

/** The engine as the trash of volumes needs it. Files are copied by its own archives, through a container that is made and never runs. */
export function volumeTrashEngine(client: EngineClient, changed: (volume: string) => Promise<void>): VolumeTrashEngine {
  const size = sizeOf(client);
  const inspect = async (volume: string): Promise<VolumeInspect | undefined> => {
    try {
      return await client.json<VolumeInspect>("GET", enginePath`/volumes/${volume}`);
    } catch (thrown) {
      if (asGnosisError(thrown).code === "VOLUME_NOT_FOUND") return undefined;
      throw thrown;
    }
  };
  /** The smallest image there is: nothing of it runs. */
  const anyImage = async (): Promise<string> => {
    const images = await client.json<readonly ImageSummary[]>("GET", "/images/json");
    const [smallest] = images.toSorted((a, b) => a.Size - b.Size);
    if (smallest !== undefined) return smallest.Id;
    throw new GnosisError("CONFLICT", "A volume can only be copied where there is an image.", {
      next: "Remove it with purge, which asks a person.",
    });
  };
  return {
    facts: async (volume) => {
      const found = await inspect(volume);
      if (found === undefined) return undefined;
      const plain = found.Driver === "local" && Object.keys(found.Options ?? {}).length === 0;
      return { labels: found.Labels ?? {}, plain };
    },
    size: (volume) => size({ kind: "volume", id: volume, name: volume, labels: {} }).catch(() => undefined),
    create: async (volume, Labels) => {
      await client.json("POST", "/volumes/create", { body: { Name: volume, Labels } });
      await changed(volume);
    },
    copy: async (source, target, most) => {
      const mount = (Source: string, Target: string, ReadOnly: boolean) => ({
        ...{ Type: "volume", Source, Target, ReadOnly },
        VolumeOptions: { NoCopy: true },
      });
      const { Id } = await client.json<{ Id: string }>("POST", "/containers/create", {
        query: { name: `${hiddenPrefix}copy-${newName()}` },
        body: {
          ...{ Image: await anyImage(), Entrypoint: ["/none"], Cmd: [], NetworkDisabled: true },
          HostConfig: {
            NetworkMode: "none",
            Mounts: [mount(source, from, true), mount(target, `${above}/volume`, false)],
          },
        },
      });
      try {
        const path = enginePath`/containers/${Id}/archive`;
        const archive = await client.open("GET", path, { query: { path: from }, timeout: 600_000 });
        const meter = metered(most);
        archive.body.on("error", (error) => meter.destroy(error));
        await client.json("PUT", path, {
          query: { path: above },
          headers: { "content-type": "application/x-tar" },
          body: archive.body.pipe(meter),
          timeout: "none",
        });
        return meter.bytes;
      } finally {
        await client.json("DELETE", enginePath`/containers/${Id}`, { query: { force: true } });
      }
    },
    remove: async (volume) => {
      await client.json("DELETE", enginePath`/volumes/${volume}`, { timeout: 120_000 });
      await changed(volume);
    },
  };
}
