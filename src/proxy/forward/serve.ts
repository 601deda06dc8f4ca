import type { IncomingMessage, ServerResponse } from "node:http";
import { putArchive } from "../answer/archive.ts";
import { build } from "../answer/build.ts";
import { changeContainer } from "../answer/change.ts";
import { createContainer, createExec } from "../answer/create.ts";
import { engineVersion } from "../answer/engine-version.ts";
import { streamEvents } from "../answer/events.ts";
import { commit, createImage, loadImages, pushImage, tagImage } from "../answer/images.ts";
import { disconnect } from "../answer/disconnect.ts";
import { inspectContainer, inspectNetwork } from "../answer/inspect.ts";
import { listContainers, listImages, listNetworks, listVolumes } from "../answer/lists.ts";
import { inspectImage, showVolume } from "../answer/labelled.ts";
import { prune } from "../answer/prune.ts";
import { removeContainer, removeImage, removeVolume } from "../answer/remove.ts";
import { diskUsage, info, ping } from "../answer/system.ts";
import { waitForContainer } from "../answer/wait.ts";
import { writeError } from "../answer/write.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { Answer } from "../routes/route.ts";
import { saveImages } from "../answer/save.ts";
import { admitTurn } from "./admit-turn.ts";
import { sendOrFinish } from "./finish.ts";
import { passBytes } from "./bytes.ts";
import { hijack } from "./hijack.ts";
import { readTurn, type Sketch } from "./read-turn.ts";
import { isRecorded } from "./recorded.ts";
import type { Refusals } from "./refusals.ts";
import { passOn, send } from "./relay.ts";
import { uploadOf } from "./upload.ts";
import type { OpenSocket, Turn } from "./turn.ts";

const answers: Readonly<Record<Answer, (turn: Turn) => Promise<void>>> = {
  relay,
  follow: relay,
  bytes: passBytes,
  hijack,
  ping,
  version: engineVersion,
  info,
  "container-list": listContainers,
  "container-inspect": inspectContainer,
  "container-create": createContainer,
  "container-change": changeContainer,
  "container-remove": removeContainer,
  "container-wait": waitForContainer,
  "image-remove": removeImage,
  "volume-remove": removeVolume,
  "image-list": listImages,
  "volume-list": listVolumes,
  "network-list": listNetworks,
  "image-inspect": inspectImage,
  volume: showVolume,
  "network-inspect": inspectNetwork,
  "network-disconnect": disconnect,
  "disk-usage": diskUsage,
  events: streamEvents,
  prune,
  "exec-create": createExec,
  "archive-in": putArchive,
  "image-create": createImage,
  "image-tag": tagImage,
  "image-load": loadImages,
  "image-push": pushImage,
  "image-save": saveImages,
  commit,
  build,
};

async function relay(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const { body } = turn.route;
  const bytes = body !== undefined && "bytes" in body;
  const answer = await sendOrFinish(permit, () => send(turn, permit, bytes ? { body: uploadOf(turn.request) } : {}));
  await passOn(turn, permit, answer);
}

/** Who asks through this socket: its role, whatever the client says of itself. */
export function callerOf(socket: Pick<OpenSocket, "name" | "role">, request?: IncomingMessage): Caller {
  const agent = request?.headers["user-agent"];
  return {
    id: `socket:${socket.name}`,
    name: socket.name,
    role: socket.role,
    surface: "socket",
    ...(agent === undefined ? {} : { client: agent.slice(0, 200) }),
  };
}

/** An error in the engine's words, with nothing in them of what the caller must not know. */
async function toldTo({ parts, endpoint }: OpenSocket, caller: Caller, error: GnosisError): Promise<GnosisError> {
  if (typeof error.detail.extra?.["engineStatus"] !== "number") return error;
  const told = await parts.guard
    .withoutUnseen(caller, endpoint, error.message)
    .catch(() => "The engine has refused this.");
  return told === error.message ? error : new GnosisError(error.code, told, error.detail);
}

/** Serves one request from its first line to its outcome; never throws. */
export async function serve(
  socket: OpenSocket,
  refusals: Refusals,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort(new Error("the client went away"));
  });
  const sketch: Sketch = { caller: callerOf(socket, request) };
  try {
    const turn = await readTurn(socket, request, response, sketch, gone.signal);
    await answers[turn.route.answer](turn);
  } catch (thrown) {
    if (gone.signal.aborted) {
      response.destroy();
      return;
    }
    const error = asGnosisError(thrown);
    if (error.code === "INTERNAL") socket.parts.warn?.("a request of a guarded socket failed", error.detail.internal);
    if (!isRecorded(error)) refusals.record(sketch, request, error);
    writeError(response, await toldTo(socket, sketch.caller, error));
  }
}
