// What the tests of the trash share: containers of several kinds, and every field of an inspection that differs from another.
import {
  createContainer,
  engine,
  inspectContainer,
  labels,
  type TestContainer,
  uniqueName,
} from "../support/engine.ts";
import { freshSubnet } from "../support/subnet.ts";

/** Containers of several kinds; those that run end at once when asked. */
export async function manyKinds(): Promise<TestContainer[]> {
  const Name = uniqueName("net");
  const subnet = freshSubnet();
  const Config = [{ Subnet: `${subnet}.0/24` }];
  await engine("POST", "/networks/create", { Name, Labels: labels, IPAM: { Config } });
  const volume = uniqueName("volume");
  await engine("POST", "/volumes/create", { Name: volume, Labels: labels });
  const command = ["sleep", "600"];
  const fixed = { Aliases: ["shop"], IPAMConfig: { IPv4Address: `${subnet}.77` } };
  const plain = await createContainer({ command, hostConfig: { Init: true } });
  return [
    plain,
    await createContainer({ command, start: false }),
    await createContainer({
      command,
      hostConfig: { Init: true, NetworkMode: Name, RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 } },
      config: { Volumes: { "/data": {} }, NetworkingConfig: { EndpointsConfig: { [Name]: fixed } } },
    }),
    await createContainer({
      command,
      env: ["API_KEY=hunter2"],
      hostConfig: {
        Init: true,
        Binds: [`${volume}:/named:ro`],
        RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
      },
    }),
    await createContainer({ command, hostConfig: { Init: true, NetworkMode: "none", CapDrop: ["ALL"] } }),
    await createContainer({ command, hostConfig: { Init: true, NetworkMode: `container:${plain.id}` } }),
  ];
}

/**
 * Fields of an inspection that are of one run, or that the engine gives anew at each start: they can't be kept by whatever ends the
 * processes of a container. An empty list means that two inspections are the same byte for byte in everything else.
 */
export const ofOneRun = [
  /^State\.(StartedAt|FinishedAt|Pid|ExitCode|OOMKilled|Error|Health)/,
  /^NetworkSettings\.(SandboxID|SandboxKey|EndpointID|Gateway|IPAddress|IPPrefixLen|MacAddress|Ports)/,
  /^NetworkSettings\.Networks\.[^.]+\.(EndpointID|Gateway|IPAddress|IPPrefixLen|MacAddress)/,
] as const;

/** The fields that differ between two inspections, beside those of one run. */
export function differences(before: unknown, after: unknown, path = ""): string[] {
  if (JSON.stringify(before) === JSON.stringify(after) || ofOneRun.some((pattern) => pattern.test(path))) return [];
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject(before) || !isObject(after)) return [`${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => differences(before[key], after[key], path === "" ? key : `${path}.${key}`));
}

/** A container and its inspection as it is now. */
export interface Kept extends TestContainer {
  readonly was: unknown;
}

/** Remembers how a container is. */
export const remember = async (one: TestContainer): Promise<Kept> => ({ ...one, was: await inspectContainer(one.id) });

/** What is different about a container since it was remembered. */
export const changedSince = async ({ id, was }: Kept): Promise<string[]> =>
  differences(was, await inspectContainer(id));
