// What the tests of recreating share: a container with a bit of everything, and what of one somebody chose.
import assert from "node:assert/strict";
import {
  createContainer,
  engine,
  inspectContainer,
  labels,
  type TestContainer,
  uniqueName,
} from "../support/engine.ts";
import { freshSubnet } from "../support/subnet.ts";

/** The body of an answer that must be a good one. */
export async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}

/** Everything that somebody chose of a container, and whether it runs. */
export async function shape(id: string): Promise<any> {
  const { Id, Name, Image, Config, HostConfig, Mounts, State, NetworkSettings } = await inspectContainer(id);
  const { Hostname, ...config } = Config;
  const networks = Object.entries<any>(NetworkSettings.Networks).map(([name, { Aliases, IPAMConfig }]) => [
    name,
    ((Aliases ?? []) as string[]).filter((alias) => alias !== Id.slice(0, 12)).toSorted(),
    IPAMConfig ?? {},
  ]);
  return {
    ...{ Name, Image, running: State.Running, hostname: Hostname === Id.slice(0, 12) ? "" : Hostname },
    // A volume goes by its name from the second time on.
    config: { ...config, Volumes: null },
    host: { ...HostConfig, Mounts: undefined, Binds: undefined },
    mounts: Mounts.map(({ Type, Name: volume, Source, Destination, RW }: any) => ({
      Type,
      volume,
      Source,
      Destination,
      RW,
    })),
    networks: networks.toSorted(([left], [right]) => String(left).localeCompare(String(right))),
  };
}

/** A container with a bit of everything, as compose would make it. */
export async function rich(start = true): Promise<TestContainer> {
  const subnets = [freshSubnet(), freshSubnet()];
  const networks = await Promise.all(
    subnets.map((subnet) =>
      engine<{ Id: string }>("POST", "/networks/create", {
        Name: uniqueName("net"),
        Labels: labels,
        IPAM: { Config: [{ Subnet: `${subnet}.0/24` }] },
      }),
    ),
  );
  const [first, second] = networks.map(({ Id }) => Id) as [string, string];
  const web = await createContainer({
    start: false,
    env: ["SECRET_TOKEN=hunter2", "MODE=slow"],
    labels: { "com.docker.compose.project": "shop", "com.docker.compose.service": "web" },
    hostConfig: {
      NetworkMode: first,
      Memory: 64 * 1024 * 1024,
      RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
      PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] },
      CapDrop: ["NET_RAW"],
    },
    config: {
      Volumes: { "/data": {} },
      ExposedPorts: { "80/tcp": {} },
      NetworkingConfig: {
        EndpointsConfig: { [first]: { Aliases: ["shop"], IPAMConfig: { IPv4Address: `${subnets[0]}.77` } } },
      },
    },
  });
  await engine("POST", `/networks/${second}/connect`, {
    Container: web.id,
    EndpointConfig: { Aliases: ["back"], IPAMConfig: { IPv4Address: `${subnets[1]}.78` } },
  });
  if (start) await engine("POST", `/containers/${web.id}/start`);
  return web;
}
