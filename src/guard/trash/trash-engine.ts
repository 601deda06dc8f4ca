/** What the trash must know of a container to bring it back. */
export interface ContainerFacts {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  /** Names of the volumes that it mounts. */
  readonly volumes: readonly string[];
  readonly running: boolean;
  readonly autoRemove: boolean;
  readonly restartPolicy: { readonly Name: string; readonly MaximumRetryCount: number };
  readonly labels: Readonly<Record<string, string>>;
  readonly networks: readonly AttachedNetwork[];
}

/** Whether the engine starts such a container by itself; it has two words for never. */
export const restarts = ({ Name }: ContainerFacts["restartPolicy"]): boolean => Name !== "" && Name !== "no";

/** One network of a container, as it was attached. */
export interface AttachedNetwork {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** `IPAMConfig` of the attachment: fixed addresses. */
  readonly addresses: Readonly<Record<string, unknown>> | null;
}

/** The engine as the trash uses it. Each step may be repeated: what is done already is left as it is. */
export interface TrashEngine {
  /** Nothing when the container is gone. */
  readonly facts: (id: string) => Promise<ContainerFacts | undefined>;
  /** Bytes of the container's writable layer. */
  readonly size: (id: string) => Promise<number>;
  /** Seconds of grace; without it it is killed at once, `own` is what the container itself asks for. */
  readonly stop: (id: string, grace?: number | "own") => Promise<void>;
  readonly start: (id: string) => Promise<void>;
  readonly rename: (id: string, name: string) => Promise<void>;
  readonly setRestartPolicy: (id: string, policy: ContainerFacts["restartPolicy"]) => Promise<void>;
  /** Really removes it, running or not; `volumes` takes its anonymous volumes too. */
  readonly remove: (id: string, volumes: boolean) => Promise<void>;
  /** The container that has this name, by its id. */
  readonly named: (name: string) => Promise<string | undefined>;
  /** The network of that id or name, by its id. */
  readonly network: (reference: string) => Promise<string | undefined>;
  /** Ends an attachment, also one that is only left in the container's own settings. */
  readonly disconnect: (network: string, container: string) => Promise<void>;
  readonly connect: (network: string, container: string, as: AttachedNetwork) => Promise<void>;
}
