/** A removed volume that can still come back. */
export interface RemovedVolume {
  /** Name of the volume that holds its files now. */
  readonly copy: string;
  /** The name it had, and gets back. */
  readonly volume: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly bytes: number;
  /** Name of the token that removed it. */
  readonly removedBy: string;
  /** Unix milliseconds, both. */
  readonly removedAt: number;
  readonly expiresAt: number;
}

/** Why a removed volume was not kept. */
export type VolumeNotKept = "too-large" | "switched-off" | "driver";

/** Removed volumes of one engine. Implemented by the guard. */
export interface VolumeBin {
  /** Copies a volume, then removes it; changes nothing where it can't be copied. */
  readonly remove: (
    volume: string,
    by: string,
  ) => Promise<
    { readonly kept: true; readonly removed: RemovedVolume } | { readonly kept: false; readonly reason: VolumeNotKept }
  >;
  /** Newest first. */
  readonly list: () => readonly RemovedVolume[];
  /** By the name of the copy. */
  readonly restore: (copy: string) => Promise<RemovedVolume>;
  readonly purge: (copy: string) => Promise<void>;
}
