import type { LastTags } from "../catalogue/last-tags.ts";

/** A removed image that can still come back. */
export interface RemovedImage {
  /** Full id. */
  readonly image: string;
  /** The tags it had, and gets back. */
  readonly references: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** With layers that it shares with others. */
  readonly bytes: number;
  /** Name of the token that removed it. */
  readonly removedBy: string;
  /** Unix milliseconds, both. */
  readonly removedAt: number;
  readonly expiresAt: number;
}

/** Why a removed image was not kept. */
export type ImageNotKept = "too-large" | "switched-off" | "untagged" | "still-tagged";

/** Removed images of one engine. Implemented by the guard. */
export interface ImageBin {
  /** Takes the last tag of an image, or all that it has, so that they can come back; changes nothing where it can't be kept. */
  readonly remove: (
    image: string,
    what: LastTags,
    by: string,
  ) => Promise<
    { readonly kept: true; readonly removed: RemovedImage } | { readonly kept: false; readonly reason: ImageNotKept }
  >;
  /** Newest first. */
  readonly list: () => readonly RemovedImage[];
  readonly restore: (image: string) => Promise<RemovedImage>;
  readonly purge: (image: string) => Promise<void>;
}
