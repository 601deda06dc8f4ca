import { judgeBindSource } from "./checks/bind-source.ts";
import { judgeImage } from "./checks/images.ts";
import { judgeTarget } from "./checks/mount-target.ts";
import { judgeNetwork } from "./checks/networks.ts";
import { judgeMountedVolume } from "./checks/volume-source.ts";
import type { Finding } from "./containment.ts";
import type { Court } from "./court.ts";
import type { HostPaths } from "./host-paths.ts";
import { containerConfig } from "./tables/container-create.ts";
import { free, type Table } from "./tables/field.ts";
import { hostConfig } from "./tables/host-config.ts";
import { walk } from "./walk.ts";

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};

/** The engine answers with addresses of its own and with defaults of the kernel: what a request may not say, it may. */
const seenConfig: Table = {
  ...containerConfig,
  MacAddress: free("string"),
  Image: free("string"),
};

async function hostView(habits: Court["parts"]["habits"]): Promise<Table> {
  const { cgroupVersion } = (await habits?.()) ?? {};
  const { CgroupnsMode, OomKillDisable } = hostConfig;
  return {
    ...hostConfig,
    // With cgroup version 1 the engine's own default is the host's.
    ...(cgroupVersion === "2" && CgroupnsMode !== undefined ? { CgroupnsMode } : { CgroupnsMode: free("string") }),
    ...(OomKillDisable === undefined ? {} : { OomKillDisable }),
    Links: free("strings"),
  };
}

/** Bind sources with a link in them that was not there when they were sent. */
export async function findMoved(inspect: unknown, paths: HostPaths): Promise<readonly Finding[]> {
  const { Mounts } = membersOf(inspect);
  const findings: Finding[] = [];
  for (const [index, mount] of (Array.isArray(Mounts) ? Mounts.map(membersOf) : []).entries()) {
    const source = mount["Source"];
    if (mount["Type"] !== "bind" || typeof source !== "string") continue;
    const resolved = await paths.resolve(source);
    if (resolved.path !== source)
      findings.push({
        field: `Mounts[${index}].Source`,
        control: "HostPath Volumes",
        message: "A link has been put into the source's path since the container was made.",
      });
  }
  return findings;
}

/** What a restricted container must say: null says nothing. */
function judgeUnsaid(config: Members, host: Members, court: Court): void {
  if (court.profile.level !== "restricted") return;
  if ((config["User"] ?? "") === "")
    court.unwanted("Config.User", "Running as Non-root", "The container would run as root.");
  if (host["CapDrop"] === null)
    court.unwanted("HostConfig.CapDrop", "Capabilities", "All capabilities must be dropped.");
  if (host["SecurityOpt"] === null)
    court.unwanted("HostConfig.SecurityOpt", "Privilege Escalation", "no-new-privileges must be set.");
}

/**
 * Judges the engine's own view of a container by the rules of a request: it shows what the engine understood, whatever the request
 * seemed to say.
 */
export async function judgeInspect(inspect: unknown, court: Court): Promise<void> {
  const seen = membersOf(inspect);
  const config = membersOf(seen["Config"]);
  await walk(config, seenConfig, "Config", court);
  await walk(membersOf(seen["HostConfig"]), await hostView(court.parts.habits), "HostConfig", court);
  judgeUnsaid(config, membersOf(seen["HostConfig"]), court);
  const image = typeof seen["Image"] === "string" ? seen["Image"] : "";
  const named = typeof config["Image"] === "string" ? config["Image"] : undefined;
  await judgeImage(image, "Image", court, named);
  const mounts = Array.isArray(seen["Mounts"]) ? seen["Mounts"].map(membersOf) : [];
  for (const [index, mount] of mounts.entries()) {
    // An image asks for volumes too, and another container may have lent some.
    judgeTarget(String(mount["Destination"] ?? ""), `Mounts[${index}].Destination`, court);
    if (mount["Type"] === "bind")
      await judgeBindSource(String(mount["Source"] ?? ""), `Mounts[${index}].Source`, court);
    else if (mount["Type"] === "volume")
      await judgeMountedVolume(String(mount["Name"] ?? ""), `Mounts[${index}].Name`, court);
  }
  const networks = membersOf(membersOf(seen["NetworkSettings"])["Networks"]);
  for (const [name, endpoint] of Object.entries(networks)) {
    const id = membersOf(endpoint)["NetworkID"];
    if (name === "host")
      court.host("NetworkSettings.Networks", "Host Namespaces", "The host's network may not be used.");
    else
      await judgeNetwork(typeof id === "string" && id !== "" ? id : name, `NetworkSettings.Networks[${name}]`, court);
  }
}
