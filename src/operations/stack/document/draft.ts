/** An engine object, field by field. */
export type Fields = Record<string, unknown>;

/** How a service shares a namespace: by another service's container, which is known only once that is there. */
export const serviceMode = /^service:(.+)$/u;

/** One network that a service joins. */
export interface Joined {
  /** The network's key in the document. */
  readonly network: string;
  readonly aliases: readonly string[];
  readonly settings: Fields;
  /** Higher ones come first. */
  readonly priority: number;
}

/** What the fields of a service come to: the body of the engine's create, and what is no part of that. */
export interface Draft {
  /** The service's key. */
  readonly service: string;
  readonly body: Fields & { readonly HostConfig: Fields };
  joined: readonly Joined[];
  /** Named volumes that it mounts, by their keys in the document. */
  readonly volumes: Set<string>;
  /** The variables beside the document. */
  readonly env: Readonly<Record<string, string>>;
}

/** Sets `HostConfig.Memory` or `User` of the body; what says nothing is left to the engine. */
export function setField({ body }: Pick<Draft, "body">, path: string, value: unknown): void {
  if (value === undefined || value === null) return;
  const [first = "", second] = path.split(".");
  if (second === undefined) (body as Fields)[first] = value;
  else body.HostConfig[second] = value;
}
