/** A removed container that can still come back. */
export interface RemovedContainer {
  /** Full id. */
  readonly container: string;
  /** `going` and `returning` are on their way. */
  readonly state: "going" | "kept" | "returning";
  /** The name it had, and gets back. */
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly wasRunning: boolean;
  readonly takeVolumes: boolean;
  /** Bytes of its writable layer. */
  readonly bytes: number;
  /** Name of the token that removed it. */
  readonly removedBy: string;
  /** Unix milliseconds, both. */
  readonly removedAt: number;
  readonly expiresAt: number;
}

/** Why a removed container was not kept. */
export type NotKept = "auto-remove" | "too-large" | "switched-off";

/** The trash of one engine. Implemented by the guard. */
export interface TrashBin {
  /** Removes so that it can come back, or for good where that can't be. */
  readonly remove: (
    container: string,
    request: { readonly force: boolean; readonly volumes: boolean; readonly by: string; readonly keepOnly?: boolean },
  ) => Promise<
    { readonly kept: true; readonly trashed: RemovedContainer } | { readonly kept: false; readonly reason: NotKept }
  >;
  /** True for a container that lies there: for callers it is gone. */
  readonly hides: (container: string) => boolean;
  /** Newest first. */
  readonly list: () => readonly RemovedContainer[];
  readonly restore: (container: string, start?: boolean) => Promise<RemovedContainer>;
  readonly purge: (container: string) => Promise<void>;
  /** True when a removed container was made from this image. */
  readonly holdsImage: (imageId: string) => boolean;
  /** Gives up the removed containers that hold a volume. */
  readonly releaseVolume: (volume: string) => Promise<void>;
}
