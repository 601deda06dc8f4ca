import type { Target } from "../../catalogue/target.ts";
import { parseImageReference } from "../../kernel/image-reference.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { isRecorded, recorded } from "../forward/recorded.ts";
import type { Turn } from "../forward/turn.ts";

/** The reference that `repo` and `tag` parameters make; undefined without a repository. */
export function newReference(repo: string | undefined, tag: string | undefined): string | undefined {
  if (repo === undefined) return undefined;
  return tag === undefined ? repo : `${repo}:${tag}`;
}

/** Images by every reference they have, in its full form. */
async function imagesByReference(turn: Turn): Promise<Map<string, Target>> {
  const { reader, targetOf } = turn.socket.parts;
  const { value } = await reader.images({ all: true, signal: turn.signal });
  const found = new Map<string, Target>();
  for (const summary of value) {
    for (const tag of summary.RepoTags ?? []) {
      const parsed = parseImageReference(tag);
      if (parsed !== undefined) found.set(parsed.text, targetOf.image(summary));
    }
  }
  return found;
}

/**
 * A tag is taken from one image when another one gets it, so that this needs leave to remove the first. Checks the tags that a
 * request names before it is sent; `source` is the image that gets them, where there is one already.
 */
export async function checkTags(
  turn: Turn,
  references: readonly (string | undefined)[],
  source?: string,
): Promise<void> {
  const wanted = references.filter((reference) => reference !== undefined);
  if (wanted.length === 0) return;
  const existing = await imagesByReference(turn);
  for (const reference of wanted) {
    const parsed = parseImageReference(reference);
    if (parsed === undefined || parsed.tag === undefined)
      throw new GnosisError("INPUT_INVALID", `'${reference}' is no name for an image.`, { where: "repo" });
    const holder = existing.get(parsed.text);
    if (holder !== undefined && holder.id !== source) await admitMove(turn, holder, parsed.familiar);
  }
}

async function admitMove(turn: Turn, holder: Target, reference: string): Promise<void> {
  const { parts, endpoint } = turn.socket;
  const operation = parts.operation("image.remove");
  if (operation === undefined) throw new Error("There is no operation image.remove.");
  try {
    const input = { route: `${turn.route.method} ${turn.route.path}`, takes: reference };
    const permit = await parts.guard.admit({ operation, caller: turn.caller, endpoint, targets: [holder], input });
    permit.finish({ ok: true });
  } catch (thrown) {
    if (!(thrown instanceof GnosisError) || isRecorded(thrown)) throw thrown;
    throw recorded(
      new GnosisError(
        thrown.status === 404 ? "FORBIDDEN" : thrown.code,
        `The tag ${reference} is taken by an image that is not yours.`,
        {
          ...(thrown.detail.rule === undefined ? {} : { rule: thrown.detail.rule }),
          next: "Choose another tag.",
        },
      ),
    );
  }
}

/** Gives tags back that a load or its like has taken from images that the caller may not remove. */
export async function watchTags(turn: Turn): Promise<() => Promise<void>> {
  const before = await imagesByReference(turn);
  const { parts } = turn.socket;
  return async () => {
    const { value } = await parts.reader.images({ all: true, fresh: true });
    const now = new Map(
      value.flatMap(({ Id, RepoTags }) => (RepoTags ?? []).map((tag) => [parseImageReference(tag)?.text, Id])),
    );
    for (const [reference, holder] of before) {
      const id = now.get(reference);
      if (id === undefined || id === holder.id) continue;
      try {
        await admitMove(turn, holder, reference);
      } catch {
        const at = reference.lastIndexOf(":");
        const query = { repo: reference.slice(0, at), tag: reference.slice(at + 1) };
        await parts.engine.json("POST", `/images/${holder.id}/tag`, { query });
        parts.audit.note("tag-given-back", { reference, image: holder.id, caller: turn.caller.id });
      }
    }
  };
}
