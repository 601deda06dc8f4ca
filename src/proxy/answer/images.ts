import type { Target } from "../../catalogue/target.ts";
import type { Permit } from "../../guard/guard.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { checkedUpload } from "../../kernel/checked-upload.ts";
import type { ArchiveName } from "../../kernel/image-archive.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import { matchesImage } from "../../kernel/patterns.ts";
import { isCompressed, isGzip, magicBytes, peek } from "../../kernel/peek.ts";
import { plainArchive } from "../../kernel/plain-archive.ts";
import { admitTurn, type Further } from "../forward/admit-turn.ts";
import { engineQuery } from "../forward/engine-path.ts";
import { sendOrFinish } from "../forward/finish.ts";
import { passOn, send } from "../forward/relay.ts";
import { uploadOf } from "../forward/upload.ts";
import type { Turn } from "../forward/turn.ts";
import { checkIgnoredBody } from "../request/echo.ts";
import { splitQuery } from "../request/query.ts";
import { readJson } from "../request/read-body.ts";
import { socketOperation } from "./socket-operation.ts";
import { checkTags, newReference, watchTags } from "./tags.ts";

/** `POST /images/create`: a pull, or the import of an archive. */
export async function createImage(turn: Turn): Promise<void> {
  const { fromImage, fromSrc, repo, tag, changes } = turn.query.values;
  if ((fromImage === undefined) === (fromSrc === undefined))
    throw new GnosisError("INPUT_INVALID", "Exactly one of fromImage and fromSrc must be given.");
  if (fromImage !== undefined) return pull(turn, fromImage, tag);
  const fetched = fromSrc !== "-";
  const operation = fetched ? "registry.fetch" : changes === undefined ? "image.import" : "image.configure";
  await checkTags(turn, [newReference(repo, tag)]);
  const permit = await admitTurn(turn, { ...socketOperation(turn, operation), ...named({ repo, tag }) });
  const answer = await sendOrFinish(permit, () => send(turn, permit, fetched ? {} : { body: uploadOf(turn.request) }));
  await passOn(turn, permit, answer);
}

/** What an image is to be called or fetched as, for containment. */
function named(query: Readonly<Record<string, string | undefined>>): Pick<Further, "body"> {
  const said = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return said.length === 0 ? {} : { body: { kind: "image.name", value: {}, query: Object.fromEntries(said) } };
}

async function pull(turn: Turn, fromImage: string, tag: string | undefined): Promise<void> {
  if (turn.head.hasBody) {
    const body = await readJson(turn.request, turn.head.mediaType);
    checkIgnoredBody(body, turn.route.query, splitQuery((turn.request.url ?? "").split("?")[1] ?? ""));
  }
  const written = tag === undefined ? fromImage : fromImage + (tag.includes(":") ? "@" : ":") + tag;
  const parsed = parseImageReference(written);
  if (parsed === undefined)
    throw new GnosisError("INPUT_INVALID", `'${written}' is no image reference.`, { where: "fromImage" });
  // Not there yet, perhaps: the policy judges its name.
  const image: Target = {
    kind: "image",
    id: parsed.text,
    name: parsed.familiar,
    labels: {},
    references: [parsed.familiar],
  };
  const permit = await admitTurn(turn, { targets: [image], ...named({ pull: parsed.text }) });
  const answer = await sendOrFinish(permit, () => send(turn, permit));
  await passOn(turn, permit, answer);
}

/** `POST /images/{reference}/tag`. */
export async function tagImage(turn: Turn): Promise<void> {
  const { repo, tag } = turn.query.values;
  const reference = newReference(repo, tag);
  if (reference === undefined) throw new GnosisError("INPUT_INVALID", "The repository is missing.", { where: "repo" });
  const permit = await admitTurn(turn, named({ repo, tag }));
  const answer = await sendOrFinish(permit, async () => {
    await checkTags(turn, [reference], permit.targets[0]?.id);
    return send(turn, permit);
  });
  await passOn(turn, permit, answer);
}

/** `POST /images/{reference}/push`: the one tag that is meant, or every one of the repository. */
export async function pushImage(turn: Turn): Promise<void> {
  const written = turn.parameters["reference"] ?? "";
  const { tag } = turn.query.values;
  const parsed = parseImageReference(written);
  if (parsed?.tag === undefined || (tag !== undefined && parsed.familiar === written && /:[^/]*$/.test(written)))
    throw new GnosisError("INPUT_INVALID", `'${written}' is no repository.`, { where: "reference" });
  const repository = parsed.familiar.slice(0, parsed.familiar.length - parsed.tag.length - 1);
  const tags = tag === undefined ? await tagsOf(turn, repository) : [`${repository}:${tag}`];
  if (tags.length === 0)
    throw new GnosisError("IMAGE_NOT_FOUND", `An image does not exist locally with the tag: ${repository}`);
  const permit = await admitTurn(turn, { targets: tags.map((reference) => ({ kind: "image", reference })) });
  const answer = await sendOrFinish(permit, () => send(turn, permit, { path: `/images/${repository}/push` }));
  await passOn(turn, permit, answer);
}

async function tagsOf(turn: Turn, repository: string): Promise<string[]> {
  const { value } = await turn.socket.parts.reader.images({ signal: turn.signal });
  return value
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => tag.slice(0, tag.lastIndexOf(":")) === repository);
}

/** `POST /images/load`: the archive says which tags it brings, so that they are looked at afterwards. */
export async function loadImages(turn: Turn): Promise<void> {
  const { first, body } = await peek(turn.request, magicBytes);
  const foreign = isCompressed(first) && !isGzip(first);
  const permit = await admitTurn(turn, {
    ...socketOperation(turn, foreign ? "archive.decompress" : undefined),
    ...named({ load: "archive" }),
  });
  const kept = (permit.body?.["keptFor"] ?? []) as readonly string[];
  const { answer, restore } = await sendOrFinish(permit, async () => {
    const back = await watchTags(turn);
    if (foreign) {
      const sent = await send(turn, permit, { body: uploadOf(turn.request, body) });
      return { restore: back, answer: sent };
    }
    const archive = checkedUpload(await plainArchive(uploadOf(turn.request, body), mostOfArchive), (names) =>
      checkNames(turn, names, kept),
    );
    try {
      return { restore: back, answer: await send(turn, permit, { body: archive.bytes }) };
    } catch (thrown) {
      throw archive.refused() ?? thrown;
    }
  });
  try {
    await passOn(turn, permit, answer);
  } finally {
    await restore();
  }
}

/** Bytes of an archive of images once it is unpacked. */
const mostOfArchive = 64 * 1024 ** 3;

/** What an archive calls its images must be free, its own already, or the caller's to take, and none that is kept for images of others. */
async function checkNames(turn: Turn, names: readonly ArchiveName[], kept: readonly string[]): Promise<void> {
  for (const { reference, image } of names) {
    await checkTags(turn, [reference], image);
    if (!kept.some((pattern) => matchesImage(pattern, reference))) continue;
    const { value } = await turn.socket.parts.reader.images({ fresh: true, signal: turn.signal });
    const text = parseImageReference(reference)?.text;
    const holder = value.find(({ RepoTags }) => RepoTags?.some((tag) => parseImageReference(tag)?.text === text));
    if (holder === undefined || holder.Id !== image)
      throw new GnosisError(
        "CONTAINMENT_DENIED",
        `The name ${reference} is kept for the images that this role may use.`,
      );
  }
}

/** `POST /commit`: containment judges the new name and what is changed on the way. */
export async function commit(turn: Turn): Promise<void> {
  const permit = await admitTurn(turn);
  const container = permit.targets[0]?.id;
  const answer = await sendOrFinish(permit, async () =>
    send(turn, permit, { query: engineQuery(turn, { container }), body: await configOf(turn, permit) }),
  );
  await passOn(turn, permit, answer);
}

/**
 * Engines take a commit's `changes` for changes of the container's own settings only when no others are given; the owner's label that
 * the guard adds must not be all there is.
 */
async function configOf(turn: Turn, { body = {}, targets: [target] }: Permit): Promise<unknown> {
  if (target === undefined || Object.keys(turn.body ?? {}).length > 0) return body;
  const { value } = await turn.socket.parts.reader.container(target.id, { signal: turn.signal });
  return { ...value.Config, ...body, Labels: { ...value.Config.Labels, ...(body["Labels"] as object | undefined) } };
}
