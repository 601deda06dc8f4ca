import type { LastTags } from "../../catalogue/last-tags.ts";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import { asGnosisError, GnosisError } from "../../kernel/errors.ts";
import type { Store } from "../../store/store.ts";
import { hiddenReference, isHiddenReference } from "../../catalogue/hidden-names.ts";
import { openImageTrashTable, type RemovedImage } from "./image-trash-table.ts";

/** The engine as the trash of images uses it. Each step may be repeated. */
export interface ImageTrashEngine {
  /** Nothing when the image is gone. References are its tags, the hidden one too. */
  readonly facts: (image: string) => Promise<
    | {
        readonly references: readonly string[];
        readonly labels: Readonly<Record<string, string>>;
        readonly bytes: number;
      }
    | undefined
  >;
  /** The image that has this tag, by its full id. */
  readonly holder: (reference: string) => Promise<string | undefined>;
  readonly tag: (image: string, reference: string) => Promise<void>;
  /** Takes one tag away, and with the last one the image; `force` also from under containers that don't run. */
  readonly untag: (reference: string, force: boolean) => Promise<void>;
}

/** What became of an image whose last tags were to be taken away. */
export type ImageRemoval =
  | { readonly kept: true; readonly removed: RemovedImage }
  | { readonly kept: false; readonly reason: "too-large" | "switched-off" | "untagged" | "still-tagged" };

/** Removed images of one engine that can still be brought back. */
export interface ImageTrash {
  /** Takes the last tag of an image, or all that it has, so that they can come back; does nothing where it can't be kept. */
  readonly remove: (image: string, what: LastTags, by: string) => Promise<ImageRemoval>;
  /** Newest first. */
  readonly list: () => readonly RemovedImage[];
  /** Gives an image its tags back; CONFLICT when another image has one of them by now. */
  readonly restore: (image: string) => Promise<RemovedImage>;
  /** Really removes one. */
  readonly purge: (image: string) => Promise<void>;
  /** Puts right what a crash cut off or others have done, then removes what has expired. */
  readonly sweep: () => Promise<void>;
}

/** What the trash of images is opened with. */
export interface ImageTrashOptions {
  readonly store: Store;
  readonly endpoint: string;
  readonly engine: ImageTrashEngine;
  /** Milliseconds that removed images are kept; 0 keeps none. */
  readonly keepTime: number;
  /** Bytes that are kept in all. */
  readonly maxBytes: number;
  /** Bytes that removed containers take of these. */
  readonly otherBytes: () => number;
  /** True when a removed container was made from this image. */
  readonly isHeld: (image: string) => boolean;
  readonly clock?: Clock;
  /** Told what happens without anybody's call. */
  readonly note: (kind: string, detail: Readonly<Record<string, unknown>>) => void;
}

/**
 * Opens the trash of images. An image lies in it by one hidden tag, so that no prune takes it. Its row comes first and goes last: an image
 * with a row that has another tag as well was never quite removed or is back already, and only the hidden tag is taken from it.
 */
export function openImageTrash(options: ImageTrashOptions): ImageTrash {
  const { store, endpoint, engine, keepTime, maxBytes, note, clock = systemClock } = options;
  const table = openImageTrashTable(store, endpoint);
  const busy = new Set<string>();
  const alone = async <T>(image: string, work: () => Promise<T>): Promise<T> => {
    if (busy.has(image)) throw new GnosisError("CONFLICT", "This image is being removed or brought back just now.");
    busy.add(image);
    try {
      return await work();
    } finally {
      busy.delete(image);
    }
  };
  const find = (image: string): RemovedImage => {
    const found = table.all().find((one) => one.image === image);
    if (found !== undefined) return found;
    throw new GnosisError("TRASH_NOT_FOUND", `There is no removed image '${image}'.`);
  };
  const erase = async ({ image }: RemovedImage): Promise<void> => {
    if ((await engine.facts(image)) !== undefined) await engine.untag(hiddenReference(image), options.isHeld(image));
    table.drop(image);
  };
  const makeRoom = async (bytes: number): Promise<void> => {
    const kept = table.all();
    let total = kept.reduce((sum, one) => sum + one.bytes, bytes + options.otherBytes());
    for (const oldest of kept.toReversed()) {
      if (total <= maxBytes) return;
      await alone(oldest.image, () => erase(oldest));
      note("trash.evicted", { image: oldest.image, name: oldest.references[0], bytes: oldest.bytes });
      total -= oldest.bytes;
    }
  };

  const remove = async (image: string, what: LastTags, by: string): Promise<ImageRemoval> => {
    if (keepTime === 0) return { kept: false, reason: "switched-off" };
    const facts = await engine.facts(image);
    if (facts === undefined) throw new GnosisError("IMAGE_NOT_FOUND", `Image not found: ${image}`);
    const { labels, bytes } = facts;
    const references = facts.references.filter((reference) => !isHiddenReference(reference));
    if (references.length === 0) return { kept: false, reason: "untagged" };
    // The engine knows best: a tag may have come since the caller looked.
    if (what !== "whole" && references.some((one) => one !== what.tag)) return { kept: false, reason: "still-tagged" };
    if (bytes + options.otherBytes() > maxBytes) return { kept: false, reason: "too-large" };
    await makeRoom(bytes);
    const removedAt = clock.now();
    const removed = {
      ...{ image, references, labels, bytes, removedBy: by, removedAt },
      expiresAt: removedAt + keepTime,
    };
    table.put(removed);
    await engine.tag(image, hiddenReference(image));
    for (const reference of references) await engine.untag(reference, false);
    return { kept: true, removed };
  };

  const restore = async (image: string): Promise<RemovedImage> => {
    const removed = find(image);
    if ((await engine.facts(image)) === undefined) {
      table.drop(image);
      throw new GnosisError(
        "TRASH_NOT_FOUND",
        `The image '${removed.references[0]}' was removed by somebody else, for good.`,
      );
    }
    for (const reference of removed.references) {
      const holder = await engine.holder(reference);
      if (holder === undefined || holder === image) continue;
      throw new GnosisError("CONFLICT", `Another image is called '${reference}' now.`, {
        next: "Remove that tag or give that image another one, then restore again.",
      });
    }
    for (const reference of removed.references) await engine.tag(image, reference);
    await engine.untag(hiddenReference(image), false);
    table.drop(image);
    return removed;
  };

  const settle = async (removed: RemovedImage): Promise<void> => {
    const facts = await engine.facts(removed.image);
    const detail = { image: removed.image, name: removed.references[0] };
    if (facts === undefined) {
      table.drop(removed.image);
      note("trash.gone", detail);
    } else if (facts.references.some((reference) => !isHiddenReference(reference))) {
      if (facts.references.some(isHiddenReference)) await engine.untag(hiddenReference(removed.image), false);
      table.drop(removed.image);
      note("trash.returned", detail);
    } else if (removed.expiresAt <= clock.now() && !options.isHeld(removed.image)) {
      await erase(removed);
      note("trash.expired", detail);
    }
  };

  return {
    remove: (image, what, by) => alone(image, () => remove(image, what, by)),
    list: () => table.all(),
    restore: (image) => alone(image, () => restore(image)),
    purge: (image) => alone(image, () => erase(find(image))),
    sweep: async () => {
      for (const removed of table.all()) {
        if (busy.has(removed.image)) continue;
        try {
          await alone(removed.image, () => settle(removed));
        } catch (thrown) {
          // It stays as it is, and the next turn tries again.
          const { code, message } = asGnosisError(thrown);
          if (code !== "ENGINE_UNREACHABLE") note("trash.stuck", { image: removed.image, code, message });
        }
      }
    },
  };
}
