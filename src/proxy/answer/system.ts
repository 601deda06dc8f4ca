import type { TargetKind } from "../../catalogue/target.ts";
import type { ContainerSummary, ImageSummary, VolumeInspect } from "../../engine/model.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { finishWith } from "../forward/finish.ts";
import { answerHeaders, spoken } from "../forward/relay.ts";
import type { Turn } from "../forward/turn.ts";
import { lowerVersion, newestVersion } from "../request/version.ts";
import { BriefAnswers } from "./brief.ts";
import { seenBy } from "./lists.ts";
import { withoutOwner } from "./own-label.ts";
import { writeJson } from "./write.ts";

const pings = new BriefAnswers<Record<string, string | string[]>>();

/** `/_ping`: tells nothing but the engine's versions, so that it is neither decided nor recorded. */
export async function ping(turn: Turn): Promise<void> {
  const { socket, operation, caller, response } = turn;
  let headers = pings.recent(socket, "");
  if (headers === undefined) {
    const answer = await socket.parts.engine.pass("GET", "/_ping", { timeout: 10_000 });
    answer.body.resume();
    if (answer.status >= 400) throw new Error(`The engine answered a ping with status ${answer.status}.`);
    headers = pings.keep(socket, "", answerHeaders(answer.headers));
  }
  const { "content-length": _length, ...kept } = headers;
  const version = kept["api-version"];
  const session = socket.parts.operation("buildkit.session") ?? operation;
  response.writeHead(200, {
    ...kept,
    "content-length": response.req.method === "HEAD" ? 0 : 2,
    ...(typeof version === "string" ? { "api-version": lowerVersion(version, newestVersion) } : {}),
    // BuildKit's sessions need leave of their own: who hasn't got it is told that the classic builder is the one here.
    ...(socket.parts.guard.mayEver(caller, session) ? {} : { "builder-version": "1" }),
  });
  response.end(response.req.method === "HEAD" ? undefined : "OK");
}

/** `GET /info`: with the counts of what the caller may see. */
export async function info(turn: Turn): Promise<void> {
  const { parts } = turn.socket;
  const permit = await admitTurn(turn);
  await finishWith(permit, async () => {
    const [host, containers, images] = await Promise.all([
      parts.engine.json<Record<string, unknown>>("GET", "/info", { ...spoken(turn), signal: turn.signal }),
      parts.reader.containers({ all: true, signal: turn.signal }),
      parts.reader.images({ all: false, signal: turn.signal }),
    ]);
    const sees = seenBy(turn);
    const seen = containers.value.filter((summary) => sees(parts.targetOf.container(summary)));
    const count = (state: string): number => seen.filter(({ State }) => State === state).length;
    const all = seen.length === containers.value.length;
    const seenImages = images.value.filter((summary) => sees(parts.targetOf.image(summary)));
    writeJson(turn.response, 200, {
      ...host,
      ...(all
        ? {}
        : {
            Containers: seen.length,
            ContainersRunning: count("running"),
            ContainersPaused: count("paused"),
            ContainersStopped: seen.length - count("running") - count("paused"),
          }),
      ...(seenImages.length === images.value.length ? {} : { Images: seenImages.length }),
    });
  });
}

interface DiskUsage {
  LayersSize?: number;
  Images?: ImageSummary[] | null;
  Containers?: ContainerSummary[] | null;
  Volumes?: VolumeInspect[] | null;
  BuildCache?: unknown[] | null;
  BuilderSize?: number;
}

/** `GET /system/df`: the engine's totals stand for everybody, so that a narrower view gets its own. */
export async function diskUsage(turn: Turn): Promise<void> {
  const { parts } = turn.socket;
  const permit = await admitTurn(turn);
  await finishWith(permit, async () => {
    const type = turn.query.pairs.filter(([key]) => key === "type").map(([, value]) => value);
    const usage = await parts.engine.json<DiskUsage>("GET", "/system/df", {
      query: type.length === 0 ? {} : { type },
      ...spoken(turn),
      signal: turn.signal,
      timeout: "none",
    });
    const sees = seenBy(turn);
    const { Images, Containers, Volumes, BuildCache } = usage;
    const { value: all } = await parts.reader.containers({ all: true, signal: turn.signal });
    const hidden = all.filter((one) => !sees(parts.targetOf.container(one)));
    const images =
      Images &&
      withoutUsers(
        shown("image", Images, (image) => sees(parts.targetOf.image(image))),
        hidden,
      );
    const prune = parts.operation("buildkit.prune");
    const cache = prune !== undefined && parts.guard.mayEver(turn.caller, prune);
    writeJson(turn.response, 200, {
      ...usage,
      ...(!images ? {} : { Images: images }),
      ...(!images || images.length === Images?.length
        ? {}
        : { LayersSize: images.reduce((sum, { Size }) => sum + Size, 0) }),
      ...(Containers
        ? { Containers: shown("container", Containers, (one) => sees(parts.targetOf.container(one))) }
        : {}),
      ...(Volumes
        ? {
            Volumes: withoutMounts(
              shown("volume", Volumes, (one) => sees(parts.targetOf.volume(one))),
              hidden,
            ),
          }
        : {}),
      // The build cache belongs to nobody: it is shown to those who may prune it.
      ...(BuildCache && !cache ? { BuildCache: [], BuilderSize: 0 } : {}),
    });
  });
}

/** How many containers use an image, those left out that the caller doesn't see. */
function withoutUsers(images: ImageSummary[], hidden: readonly ContainerSummary[]): ImageSummary[] {
  return images.map((image) => {
    const users = hidden.filter(({ ImageID }) => ImageID === image.Id).length;
    const { Containers } = image as { readonly Containers?: number };
    return users === 0 || Containers === undefined || Containers < 0
      ? image
      : { ...image, Containers: Math.max(0, Containers - users) };
  });
}

/** The same of volumes. */
function withoutMounts(volumes: VolumeInspect[], hidden: readonly ContainerSummary[]): VolumeInspect[] {
  return volumes.map((volume) => {
    const users = hidden.filter(({ Mounts }) => Mounts?.some(({ Name }) => Name === volume.Name) === true).length;
    const { UsageData } = volume as { readonly UsageData?: { readonly RefCount: number } | null };
    if (users === 0 || UsageData === null || UsageData === undefined || UsageData.RefCount < 0) return volume;
    return { ...volume, UsageData: { ...UsageData, RefCount: Math.max(0, UsageData.RefCount - users) } };
  });
}

function shown<T extends object>(kind: TargetKind, list: readonly T[], sees: (one: T) => boolean): T[] {
  return list.filter(sees).map((one) => withoutOwner(kind, one));
}
