/** What we read of the Engine API's answers. Fields that are not named here stay in the objects untouched. */

export interface PortBinding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}

export interface MountPoint {
  readonly Type?: string;
  readonly Name?: string;
  readonly Source?: string;
  readonly Destination?: string;
  readonly Driver?: string;
  readonly Mode?: string;
  readonly RW?: boolean;
  readonly Propagation?: string;
}

/** One entry of `GET /containers/json`. */
export interface ContainerSummary {
  readonly Id: string;
  readonly Names: readonly string[] | null;
  readonly Image: string;
  readonly ImageID: string;
  readonly Command: string;
  /** Unix seconds. */
  readonly Created: number;
  readonly State: string;
  readonly Status: string;
  readonly Ports: readonly { IP?: string; PrivatePort: number; PublicPort?: number; Type: string }[] | null;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly SizeRw?: number;
  readonly SizeRootFs?: number;
  readonly HostConfig?: { readonly NetworkMode?: string };
  readonly NetworkSettings?: { readonly Networks?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null };
  readonly Mounts?: readonly MountPoint[] | null;
}

export interface ContainerState {
  readonly Status: string;
  readonly Running: boolean;
  readonly Paused: boolean;
  readonly Restarting: boolean;
  readonly OOMKilled: boolean;
  readonly Dead: boolean;
  readonly Pid: number;
  readonly ExitCode: number;
  readonly Error: string;
  readonly StartedAt: string;
  readonly FinishedAt: string;
  readonly Health?: {
    readonly Status: string;
    readonly FailingStreak: number;
    readonly Log: readonly { Start: string; End: string; ExitCode: number; Output: string }[] | null;
  };
}

/** `GET /containers/{id}/json`. */
export interface ContainerInspect {
  readonly Id: string;
  readonly Name: string;
  readonly Created: string;
  readonly Image: string;
  readonly Path: string;
  readonly Args: readonly string[] | null;
  readonly RestartCount: number;
  readonly Driver?: string;
  readonly Platform?: string;
  readonly State: ContainerState;
  readonly Config: {
    readonly Image: string;
    readonly Env: readonly string[] | null;
    readonly Cmd: readonly string[] | null;
    readonly Entrypoint: readonly string[] | null;
    readonly Labels: Readonly<Record<string, string>> | null;
    readonly WorkingDir: string;
    readonly User: string;
    readonly Tty: boolean;
    readonly OpenStdin: boolean;
    readonly [field: string]: unknown;
  };
  readonly HostConfig: {
    readonly NetworkMode?: string;
    readonly RestartPolicy?: { readonly Name: string; readonly MaximumRetryCount: number };
    readonly AutoRemove?: boolean;
    readonly Memory?: number;
    readonly CpuShares?: number;
    readonly NanoCpus?: number;
    readonly PidsLimit?: number | null;
    readonly [field: string]: unknown;
  };
  readonly NetworkSettings: {
    readonly Ports?: Readonly<Record<string, readonly PortBinding[] | null>> | null;
    readonly Networks?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;
    readonly [field: string]: unknown;
  };
  readonly Mounts: readonly MountPoint[] | null;
  readonly SizeRw?: number;
  readonly SizeRootFs?: number;
}

/** One entry of `GET /images/json`. */
export interface ImageSummary {
  readonly Id: string;
  readonly ParentId: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  /** Unix seconds. */
  readonly Created: number;
  /** Bytes. */
  readonly Size: number;
  readonly SharedSize: number;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Containers: number;
}

/** `GET /images/{name}/json`. */
export interface ImageInspect {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly RepoDigests: readonly string[] | null;
  readonly Created?: string;
  readonly Size: number;
  readonly Architecture: string;
  readonly Os: string;
  readonly Config?: {
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Env?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Entrypoint?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly User?: string;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
    readonly [field: string]: unknown;
  } | null;
  readonly RootFS?: { readonly Type: string; readonly Layers?: readonly string[] | null };
}

/** `GET /volumes/{name}` and each entry of `GET /volumes`. */
export interface VolumeInspect {
  readonly Name: string;
  readonly Driver: string;
  readonly Mountpoint: string;
  readonly CreatedAt?: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Scope: string;
}

/** `GET /networks/{id}` and each entry of `GET /networks`. */
export interface NetworkInspect {
  readonly Name: string;
  readonly Id: string;
  readonly Created: string;
  readonly Scope: string;
  readonly Driver: string;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly Ingress: boolean;
  readonly EnableIPv6: boolean;
  readonly IPAM?: unknown;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Containers?: Readonly<
    Record<string, { Name: string; EndpointID: string; MacAddress: string; IPv4Address: string; IPv6Address: string }>
  > | null;
}

/** One message of `GET /events`. */
export interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  /** The action once more, as engines write it for older clients. */
  readonly status?: string;
  readonly scope?: string;
  /** Unix seconds, and the same moment in nanoseconds. */
  readonly time: number;
  readonly timeNano: number;
}
