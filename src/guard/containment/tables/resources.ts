import { checked, free, host, neutral, type Table } from "./field.ts";

const throttles = { list: { Path: free("string"), Rate: free("integer") } } as const;

/** `Resources`: the part of HostConfig that an update may change, with what engines since API 1.24 knew of it. */
export const resources: Table = {
  CpuShares: free("integer"),
  Memory: checked("integer", "memory"),
  CgroupParent: host("string", "Cgroup Parent"),
  BlkioWeight: free("integer"),
  BlkioWeightDevice: host({ list: { Path: free("string"), Weight: free("integer") } }, "Host Devices"),
  BlkioDeviceReadBps: host(throttles, "Host Devices"),
  BlkioDeviceWriteBps: host(throttles, "Host Devices"),
  BlkioDeviceReadIOps: host(throttles, "Host Devices"),
  BlkioDeviceWriteIOps: host(throttles, "Host Devices"),
  CpuPeriod: free("integer"),
  CpuQuota: checked("integer", "cpuQuota"),
  CpuRealtimePeriod: host("integer", "Resources"),
  CpuRealtimeRuntime: host("integer", "Resources"),
  CpusetCpus: free("string"),
  CpusetMems: free("string"),
  Devices: host(
    { list: { PathOnHost: free("string"), PathInContainer: free("string"), CgroupPermissions: free("string") } },
    "Host Devices",
  ),
  DeviceCgroupRules: host("strings", "Host Devices"),
  DeviceRequests: host(
    {
      list: {
        Driver: free("string"),
        Count: free("integer"),
        DeviceIDs: free("strings"),
        Capabilities: free("string lists"),
        Options: free("string map"),
      },
    },
    "Host Devices",
  ),
  MemoryReservation: free("integer"),
  MemorySwap: checked("integer", "memorySwap"),
  MemorySwappiness: free("integer"),
  NanoCpus: checked("integer", "nanoCpus"),
  OomKillDisable: host("boolean", "Resources"),
  PidsLimit: checked("integer", "pids"),
  Ulimits: checked({ list: { Name: free("string"), Soft: free("integer"), Hard: free("integer") } }, "ulimits"),
  CpuCount: neutral("integer", "Windows"),
  CpuPercent: neutral("integer", "Windows"),
  IOMaximumIOps: neutral("integer", "Windows"),
  IOMaximumBandwidth: neutral("integer", "Windows"),
  // Gone from newer engines.
  KernelMemory: neutral("integer", "Resources"),
  KernelMemoryTCP: neutral("integer", "Resources"),
  DiskQuota: neutral("integer", "Resources"),
};

/** `RestartPolicy`. */
export const restartPolicy: Table = {
  Name: checked("string", "restartPolicy"),
  MaximumRetryCount: free("integer"),
};

/** The body of `POST /containers/{id}/update`. */
export const containerUpdate: Table = {
  ...resources,
  Init: neutral("boolean", "Update"),
  RestartPolicy: free({ object: restartPolicy }),
};
