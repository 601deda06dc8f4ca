import { GnosisError } from "../../kernel/errors.ts";
import { parseImageReference, splitReference } from "../../kernel/image-reference.ts";
import { admitTurn } from "../forward/admit-turn.ts";
import { passBytesOf } from "../forward/bytes.ts";
import { engineQuery, imageName } from "../forward/engine-path.ts";
import type { Turn } from "../forward/turn.ts";
import { seenBy } from "./lists.ts";

/** Most images of one archive. */
const mostNames = 200;

/** `GET /images/get`: each image that is named is a target; of a repository, as for the engine, every tag that the caller sees. */
export async function saveImages(turn: Turn): Promise<void> {
  const written = turn.query.pairs.filter(([key]) => key === "names").map(([, name]) => name);
  if (written.length === 0)
    throw new GnosisError("INPUT_INVALID", "The query does not say which images are meant.", { where: "names" });
  const names = [...new Set((await Promise.all(written.map((name) => tagsOf(turn, name)))).flat())];
  if (names.length > mostNames)
    throw new GnosisError("INPUT_INVALID", `More than ${mostNames} images are named.`, { where: "names" });
  const targets = names.map((reference) => ({ kind: "image", reference }) as const);
  const permit = await admitTurn(turn, { targets });
  const sent = permit.targets.map((image, index) => imageName(names[index] ?? "", image));
  await passBytesOf(turn, permit, engineQuery(turn, { names: sent }));
}

/** What a name without a tag stands for: an engine saves all tags of such a repository. */
async function tagsOf(turn: Turn, name: string): Promise<readonly string[]> {
  const latest = parseImageReference(name);
  const { tag, digest } = splitReference(name);
  if (latest === undefined || tag !== undefined || digest !== undefined) return [name];
  const { reader, targetOf } = turn.socket.parts;
  const sees = seenBy(turn);
  const { value } = await reader.images({ signal: turn.signal });
  const repository = `${latest.domain}/${latest.path}`;
  const tags = value
    .filter((image) => sees(targetOf.image(image)))
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => {
      const parsed = parseImageReference(tag);
      return parsed !== undefined && `${parsed.domain}/${parsed.path}` === repository;
    });
  return tags.length === 0 ? [name] : tags;
}
