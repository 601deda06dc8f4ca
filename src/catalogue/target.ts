/** The kinds of object that an operation can act on. */
export const targetKinds = ["container", "image", "volume", "network"] as const;
export type TargetKind = (typeof targetKinds)[number];

/** One object of the engine, resolved once: from here on only `id` is used. */
export interface Target {
  readonly kind: TargetKind;
  /** Full id: 64 hex digits for containers and networks, `sha256:…` for images, the name for volumes. */
  readonly id: string;
  /** Name without a leading slash; for an image the reference it was found by, or its first tag. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** For a container: the image reference it was created from. */
  readonly image?: string;
  /** For a container: the id of that image. */
  readonly imageId?: string;
  /** For an image: every tag and digest reference it has. */
  readonly references?: readonly string[];
  /** For a volume or network: its driver, and the options that it was made with. */
  readonly driver?: string;
  readonly options?: Readonly<Record<string, string>>;
  /** For a container: names of the volumes it mounts. */
  readonly volumes?: readonly string[];
}

/** How an operation names one of its targets. */
export interface TargetRule<Input> {
  readonly kind: TargetKind;
  /** The name, id or id prefix in the input; nothing when the input names no such object. */
  readonly reference: (input: Input) => string | undefined;
  /** True when it is looked for among removed containers instead of among those that are there. */
  readonly removed?: boolean;
}
