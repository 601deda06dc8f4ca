import { healthcheck } from "./container-create.ts";
import { checked, free, host, neutral, type Table } from "./field.ts";
import { mount } from "./host-config.ts";

// Only the privileged level gets here: what makes containers somewhere in a swarm can't be looked at afterwards. The tables say what may
// stand in such a body at all, and keep what nobody may.

const driver: Table = { Name: free("string"), Options: free("string map") };
const logDriver = { object: driver } as const;
const file: Table = { Name: free("string"), UID: free("string"), GID: free("string"), Mode: free("integer") };
const attachment: Table = {
  Target: free("string"),
  Aliases: free("strings"),
  DriverOpts: host("string map", "Network Options"),
};
const limit: Table = { NanoCPUs: free("integer"), MemoryBytes: free("integer"), Pids: free("integer") };
const reserved: Table = {
  NanoCPUs: free("integer"),
  MemoryBytes: free("integer"),
  GenericResources: free({
    list: {
      NamedResourceSpec: free({ object: { Kind: free("string"), Value: free("string") } }),
      DiscreteResourceSpec: free({ object: { Kind: free("string"), Value: free("integer") } }),
    },
  }),
};

/** `PluginPrivilege`: what a plugin is given on the host. */
export const pluginPrivilege: Table = {
  Name: free("string"),
  Description: free("string"),
  Value: host("strings", "Plugins"),
};

const containerSpec: Table = {
  Image: free("string"),
  Labels: checked("string map", "unowned"),
  Command: free("strings"),
  Args: free("strings"),
  Hostname: free("string"),
  Env: free("strings"),
  Dir: free("string"),
  User: free("string"),
  Groups: free("strings"),
  Privileges: host(
    {
      object: {
        CredentialSpec: free({
          object: { Config: free("string"), File: free("string"), Registry: free("string") },
        }),
        SELinuxContext: free({
          object: {
            Disable: free("boolean"),
            User: free("string"),
            Role: free("string"),
            Type: free("string"),
            Level: free("string"),
          },
        }),
        Seccomp: free({ object: { Mode: free("string"), Profile: free("string") } }),
        AppArmor: free({ object: { Mode: free("string") } }),
        NoNewPrivileges: free("boolean"),
      },
    },
    "Seccomp, AppArmor, SELinux",
  ),
  TTY: free("boolean"),
  OpenStdin: free("boolean"),
  ReadOnly: free("boolean"),
  Mounts: checked({ list: mount }, "serviceMounts"),
  StopSignal: free("string"),
  StopGracePeriod: free("integer"),
  HealthCheck: free({ object: healthcheck }),
  Hosts: free("strings"),
  DNSConfig: free({ object: { Nameservers: free("strings"), Search: free("strings"), Options: free("strings") } }),
  Secrets: free({ list: { File: free({ object: file }), SecretID: free("string"), SecretName: free("string") } }),
  Configs: free({
    list: {
      File: free({ object: file }),
      Runtime: free("object"),
      ConfigID: free("string"),
      ConfigName: free("string"),
    },
  }),
  OomScoreAdj: host("integer", "Resources"),
  Isolation: neutral("string", "Windows", ["default"]),
  Init: free("boolean"),
  Sysctls: host("string map", "Sysctls"),
  CapabilityAdd: host("strings", "Capabilities"),
  CapabilityDrop: free("strings"),
  Ulimits: free({ list: { Name: free("string"), Soft: free("integer"), Hard: free("integer") } }),
};

const taskSpec: Table = {
  PluginSpec: host(
    {
      object: {
        Name: free("string"),
        Remote: free("string"),
        Disabled: free("boolean"),
        PluginPrivilege: free({ list: pluginPrivilege }),
      },
    },
    "Plugins",
  ),
  ContainerSpec: free({ object: containerSpec }),
  NetworkAttachmentSpec: free({ object: { ContainerID: free("string") } }),
  Resources: free({
    object: {
      Limits: free({ object: limit }),
      Reservations: free({ object: reserved }),
      SwapBytes: free("integer"),
      MemorySwappiness: free("integer"),
    },
  }),
  RestartPolicy: free({
    object: {
      Condition: free("string"),
      Delay: free("integer"),
      MaxAttempts: free("integer"),
      Window: free("integer"),
    },
  }),
  Placement: free({
    object: {
      Constraints: free("strings"),
      Preferences: free({ list: { Spread: free({ object: { SpreadDescriptor: free("string") } }) } }),
      MaxReplicas: free("integer"),
      Platforms: free({ list: { Architecture: free("string"), OS: free("string") } }),
    },
  }),
  ForceUpdate: free("integer"),
  Runtime: host("string", "Plugins", ["container"]),
  Networks: free({ list: attachment }),
  LogDriver: host(logDriver, "Log Driver"),
};

const roll: Table = {
  Parallelism: free("integer"),
  Delay: free("integer"),
  FailureAction: free("string"),
  Monitor: free("integer"),
  MaxFailureRatio: free("number"),
  Order: free("string"),
};

/** The body of `POST /services/create` and of an update. */
export const serviceSpec: Table = {
  Name: free("string"),
  Labels: checked("string map", "unowned"),
  TaskTemplate: free({ object: taskSpec }),
  Mode: free({
    object: {
      Replicated: free({ object: { Replicas: free("integer") } }),
      Global: free("object"),
      ReplicatedJob: free({ object: { MaxConcurrent: free("integer"), TotalCompletions: free("integer") } }),
      GlobalJob: free("object"),
    },
  }),
  UpdateConfig: free({ object: roll }),
  RollbackConfig: free({ object: roll }),
  Networks: free({ list: attachment }),
  EndpointSpec: free({
    object: {
      Mode: free("string"),
      Ports: host(
        {
          list: {
            Name: free("string"),
            Protocol: free("string"),
            TargetPort: free("integer"),
            PublishedPort: free("integer"),
            PublishMode: free("string"),
          },
        },
        "Host Ports",
      ),
    },
  }),
};

/** The body of `POST /swarm/update`, and a part of that of `POST /swarm/init`. */
export const swarmSpec: Table = {
  Name: free("string"),
  Labels: free("string map"),
  Orchestration: free({ object: { TaskHistoryRetentionLimit: free("integer") } }),
  Raft: free({
    object: {
      SnapshotInterval: free("integer"),
      KeepOldSnapshots: free("integer"),
      LogEntriesForSlowFollowers: free("integer"),
      ElectionTick: free("integer"),
      HeartbeatTick: free("integer"),
    },
  }),
  Dispatcher: free({ object: { HeartbeatPeriod: free("integer") } }),
  CAConfig: free({
    object: {
      NodeCertExpiry: free("integer"),
      ExternalCAs: host(
        {
          list: {
            Protocol: free("string"),
            URL: free("string"),
            Options: free("string map"),
            CACert: free("string"),
          },
        },
        "Swarm",
      ),
      SigningCACert: free("string"),
      SigningCAKey: free("string"),
      ForceRotate: free("integer"),
    },
  }),
  EncryptionConfig: free({ object: { AutoLockManagers: free("boolean") } }),
  TaskDefaults: free({ object: { LogDriver: host(logDriver, "Log Driver") } }),
};

const addresses: Table = {
  ListenAddr: host("string", "Swarm"),
  AdvertiseAddr: host("string", "Swarm"),
  DataPathAddr: host("string", "Swarm"),
  Availability: free("string"),
};

/** The body of `POST /swarm/init`. */
export const swarmInit: Table = {
  ...addresses,
  DataPathPort: host("integer", "Swarm"),
  DefaultAddrPool: host("strings", "Swarm"),
  SubnetSize: free("integer"),
  ForceNewCluster: free("boolean"),
  AutoLockManagers: free("boolean"),
  Spec: free({ object: swarmSpec }),
};

/** The body of `POST /swarm/join`. */
export const swarmJoin: Table = {
  ...addresses,
  RemoteAddrs: host("strings", "Swarm"),
  JoinToken: free("string"),
};

/** The body of `POST /swarm/unlock`. */
export const swarmUnlock: Table = { UnlockKey: free("string") };

/** The body of `POST /nodes/{id}/update`. */
export const nodeSpec: Table = {
  Name: free("string"),
  Labels: free("string map"),
  Role: host("string", "Swarm"),
  Availability: free("string"),
};

/** The body of `POST /secrets/create` and of an update. */
export const secretSpec: Table = {
  Name: free("string"),
  Labels: free("string map"),
  Data: free("string"),
  Driver: host({ object: driver }, "Swarm"),
  Templating: free({ object: driver }),
};

/** The body of `POST /configs/create` and of an update. */
export const configSpec: Table = {
  Name: free("string"),
  Labels: free("string map"),
  Data: free("string"),
  Templating: free({ object: driver }),
};

const topologies = { list: { Segments: free("string map") } } as const;

/** `ClusterVolumeSpec`. */
const clusterVolumeSpec: Table = {
  Group: free("string"),
  AccessMode: free({
    object: {
      Scope: free("string"),
      Sharing: free("string"),
      MountVolume: free("object"),
      BlockVolume: free("object"),
      Secrets: free({ list: { Key: free("string"), Secret: free("string") } }),
      AccessibilityRequirements: free({ object: { Requisite: free(topologies), Preferred: free(topologies) } }),
      CapacityRange: free({ object: { RequiredBytes: free("integer"), LimitBytes: free("integer") } }),
      Availability: free("string"),
    },
  }),
  Secrets: free({ list: { Key: free("string"), Secret: free("string") } }),
  AccessibilityRequirements: free({ object: { Requisite: free(topologies), Preferred: free(topologies) } }),
  CapacityRange: free({ object: { RequiredBytes: free("integer"), LimitBytes: free("integer") } }),
  Availability: free("string"),
};

/** The body of `PUT /volumes/{name}`. */
export const volumeUpdate: Table = { Spec: free({ object: clusterVolumeSpec }) };
