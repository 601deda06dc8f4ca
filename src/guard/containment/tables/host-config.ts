import { checked, free, host, neutral, type Table } from "./field.ts";
import { resources, restartPolicy } from "./resources.ts";

const driver: Table = { Name: free("string"), Options: free("string map") };

/** `Mount`, every kind of it; the check `mounts` decides which kinds may be. */
export const mount: Table = {
  Target: free("string"),
  Source: free("string"),
  Type: free("string"),
  ReadOnly: free("boolean"),
  Consistency: free("string"),
  BindOptions: free({
    object: {
      Propagation: free("string"),
      NonRecursive: free("boolean"),
      CreateMountpoint: free("boolean"),
      ReadOnlyNonRecursive: free("boolean"),
      ReadOnlyForceRecursive: free("boolean"),
    },
  }),
  VolumeOptions: free({
    object: {
      NoCopy: free("boolean"),
      Labels: free("string map"),
      DriverConfig: free({ object: driver }),
      Subpath: free("string"),
    },
  }),
  ImageOptions: free({ object: { Subpath: free("string") } }),
  TmpfsOptions: free({
    object: { SizeBytes: free("integer"), Mode: free("integer"), Options: free("string lists") },
  }),
  ClusterOptions: free("object"),
};

/** `HostConfig`, with what engines since API 1.24 knew of it. */
export const hostConfig: Table = {
  ...resources,
  Init: free("boolean"),
  Binds: checked("strings", "binds"),
  ContainerIDFile: neutral("string", "Client-side"),
  LogConfig: checked({ object: { Type: free("string"), Config: free("string map") } }, "logConfig"),
  NetworkMode: checked("string", "networkMode"),
  PortBindings: checked({ map: "list", of: { HostIp: free("string"), HostPort: free("string") } }, "portBindings"),
  RestartPolicy: free({ object: restartPolicy }),
  AutoRemove: free("boolean"),
  VolumeDriver: host("string", "Volume Types", ["local"]),
  VolumesFrom: checked("strings", "volumesFrom"),
  Mounts: checked({ list: mount }, "mounts"),
  ConsoleSize: free("integers"),
  Annotations: host("string map", "Annotations"),
  CapAdd: checked("strings", "capAdd"),
  CapDrop: checked("strings", "capDrop"),
  CgroupnsMode: host("string", "Host Namespaces", ["private"]),
  Dns: free("strings"),
  DnsOptions: free("strings"),
  DnsSearch: free("strings"),
  ExtraHosts: checked("strings", "extraHosts"),
  GroupAdd: checked("strings", "groups"),
  IpcMode: checked("string", "ipcMode"),
  Cgroup: host("string", "Host Namespaces"),
  Links: neutral("strings", "Links"),
  OomScoreAdj: checked("integer", "oomScore"),
  PidMode: checked("string", "pidMode"),
  Privileged: host("boolean", "Privileged Containers"),
  PublishAllPorts: checked("boolean", "publishAll"),
  ReadonlyRootfs: free("boolean"),
  SecurityOpt: checked("strings", "securityOpt"),
  StorageOpt: checked("string map", "storageOpt"),
  Tmpfs: checked("string map", "tmpfs"),
  UTSMode: host("string", "Host Namespaces"),
  UsernsMode: host("string", "Host Namespaces"),
  ShmSize: free("integer"),
  Sysctls: checked("string map", "sysctls"),
  Runtime: checked("string", "runtime"),
  Isolation: neutral("string", "Windows", ["default"]),
  MaskedPaths: checked("strings", "maskedPaths"),
  ReadonlyPaths: checked("strings", "readonlyPaths"),
  // Gone from newer engines.
  Capabilities: host("strings", "Capabilities"),
  LxcConf: host("object", "Privileged Containers"),
  Cpuset: neutral("string", "Resources"),
};
