import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { dindImage } from "../support/dind-image.ts";
import { execIn } from "../support/dind.ts";
import { engineSocket } from "../support/engine-socket.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { freshSubnet } from "../support/subnet.ts";

const workspace = mkdtempSync(join(tmpdir(), "gd-stack-"));
const project = uniqueName("beside").toLowerCase();
const file = join(workspace, "compose.yaml");
const [ownKey, ownValue] = Object.entries(labels)[0] ?? ["", ""];
const own = `${ownKey}: "${ownValue}"`;

const subnet = freshSubnet();

const yaml = `x-common: &common { TZ: UTC }
services:
  web:
    image: busybox
    command: sh -c "echo serving; sleep 600"
    environment: { <<: *common, MODE: fast, EMPTY: "", NUM: 5, B: true, WORD: "\${WORD:-given}" }
    labels: { a.b: c, ${own} }
    volumes:
      - kept:/kept
      - ${workspace}:/d:ro
      - /anon
      - { type: tmpfs, target: /t, tmpfs: { size: 1000000 } }
      - { type: volume, source: kept, target: /k2, read_only: true, volume: { nocopy: true } }
      - { type: bind, source: ${workspace}, target: /d2, read_only: true }
    tmpfs: [ "/run:size=64k" ]
    networks:
      inside: { aliases: [ w ], ipv4_address: ${subnet}.10 }
      other:
    depends_on: { cache: { condition: service_healthy } }
    healthcheck: { test: [ CMD, "true" ], interval: 1s, timeout: 2s, retries: 3, start_period: 1s }
    ports: [ "127.0.0.1::8080", { target: 81, host_ip: 127.0.0.1, protocol: tcp, mode: host } ]
    expose: [ "7000/tcp" ]
    deploy:
      resources: { limits: { cpus: "0.5", memory: 64M, pids: 50 }, reservations: { memory: 32M } }
      restart_policy: { condition: on-failure, max_attempts: 3 }
    logging: { driver: json-file, options: { max-size: 1m } }
    extra_hosts: [ "host.docker.internal:host-gateway", "a=1.2.3.4" ]
    ulimits: { nofile: { soft: 1000, hard: 2000 }, nproc: 100 }
    sysctls: { net.core.somaxconn: 1024 }
    cap_drop: [ ALL ]
    cap_add: [ NET_BIND_SERVICE ]
    stop_grace_period: 0s
    stop_signal: SIGINT
    user: "1000:1000"
    working_dir: /tmp
    hostname: webhost
    init: true
    tty: true
    stdin_open: true
    read_only: true
    security_opt: [ "no-new-privileges:true" ]
    shm_size: 128m
    dns: 1.1.1.1
    dns_search: example.com
    group_add: [ "5" ]
    oom_score_adj: 100
  cache:
    image: busybox
    entrypoint: [ "sleep" ]
    command: [ "600" ]
    restart: unless-stopped
    stop_grace_period: 0s
    labels: [ "${ownKey}=${ownValue}" ]
    mem_limit: 32m
    cpus: 0.25
    networks: [ inside ]
    healthcheck: { test: "true", interval: 1s }
  twice:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    labels: { ${own} }
    scale: 2
  beside:
    image: busybox
    command: sleep 600
    container_name: ${project}-named
    stop_grace_period: 0s
    labels: { ${own} }
    network_mode: "service:twice"
    pid: host
  apart:
    image: busybox
    command: sleep 600
    stop_grace_period: 0s
    labels: { ${own} }
    network_mode: none
    profiles: [ extra ]
networks:
  inside: { ipam: { config: [ { subnet: ${subnet}.0/24 } ] }, labels: { x: y, ${own} } }
  other: { internal: true, labels: { ${own} } }
  default: { labels: { ${own} } }
volumes:
  kept: { labels: { v: w, ${own} } }
`;

let server: TestServer;
let toolbox: string;

before(async () => {
  server = await startServer();
  writeFileSync(file, yaml);
  const socket = engineSocket();
  toolbox = (
    await createContainer({
      image: await dindImage(),
      command: ["sleep", "3600"],
      env: ["COMPOSE_ANSI=never", "COMPOSE_PROGRESS=plain"],
      hostConfig: { Binds: [`${workspace}:${workspace}`, `${socket}:/var/run/docker.sock`] },
    })
  ).id;
});

after(async () => {
  await server?.stop();
  await removeOwn();
  rmSync(workspace, { recursive: true, force: true });
});

/** Docker Compose on the engine's own socket. */
const compose = (...words: string[]): Promise<string> =>
  execIn(toolbox, ["docker", "compose", "-p", project, ...words]);

async function ok(answer: Promise<{ status: number; text: string; body: any }>): Promise<any> {
  const { status, text, body } = await answer;
  assert.ok(status < 300, `${status} ${text}`);
  return body;
}

/** Labels that tell of the tool itself, and the owner's, which is the server's to write. */
const tools = /config-hash|compose\.version|config_files|working_dir|gnosis-docker\.owner/u;

const byFirst = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

const labelsOf = (given: Record<string, string>): unknown =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => !tools.test(name))
      .toSorted(byFirst),
  );

/** A volume without a name gets the owner's label with its container. */
const withoutOwner = ({ VolumeOptions, ...mount }: any): unknown => {
  const { Labels: { "gnosis-docker.owner": _, ...Labels } = {} as any, ...options } = VolumeOptions ?? {};
  const said = Object.keys(Labels).length === 0 ? options : { ...options, Labels };
  return VolumeOptions === undefined ? mount : { ...mount, VolumeOptions: said };
};

/** The engine tells an empty list as it was asked: as one, or as nothing. */
const unsaid = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null && Object.keys(value).length === 0 ? null : value,
    ]),
  );

/** What a container is, without what differs from one run to the next: ids, times, addresses, and anonymous volumes. */
function told(inspect: any, names: ReadonlyMap<string, string>): unknown {
  const { Config, HostConfig, Mounts, NetworkSettings, Id } = inspect;
  const known = (text: string): string => [...names].reduce((all, [id, name]) => all.replaceAll(id, name), text);
  const { Hostname, AttachStdout: _, AttachStderr: __, ...config } = Config;
  return JSON.parse(
    known(
      JSON.stringify({
        config: {
          ...config,
          ...([...names.keys()].some((id) => id.startsWith(Hostname)) ? {} : { Hostname }),
          Env: Config.Env?.toSorted(),
          Labels: labelsOf(Config.Labels),
        },
        host: {
          ...unsaid(HostConfig),
          // Docker Compose writes these in no order.
          ExtraHosts: HostConfig.ExtraHosts?.toSorted() ?? [],
          Ulimits: HostConfig.Ulimits?.toSorted((a: any, b: any) => (a.Name < b.Name ? -1 : 1)) ?? [],
          Mounts: HostConfig.Mounts?.map(withoutOwner).toSorted((a: any, b: any) => (a.Target < b.Target ? -1 : 1)),
        },
        mounts: Mounts.map(({ Name, Source, ...rest }: any) => ({ ...rest, ...(/^[0-9a-f]{64}$/u.test(Name) ? {} : { Name, Source }) })).toSorted((a: any, b: any) => (a.Destination < b.Destination ? -1 : 1)), // prettier-ignore
        networks: Object.fromEntries(
          Object.entries<any>(NetworkSettings.Networks)
            .map(
              ([name, { Aliases, IPAMConfig, DriverOpts, Links }]) =>
                [
                  name,
                  {
                    Aliases: (Aliases ?? []).filter((alias: string) => !Id.startsWith(alias)).toSorted(),
                    IPAMConfig,
                    DriverOpts,
                    Links,
                  },
                ] as const,
            ) // prettier-ignore
            .toSorted(byFirst),
        ),
      }),
    ),
  );
}

/** Everything of the project, as the engine tells it. */
async function everything() {
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project}`] }));
  const listed = await engine<any[]>("GET", `/containers/json?all=1&filters=${filters}`);
  const inspects = await Promise.all(listed.map(({ Id }) => engine<any>("GET", `/containers/${Id}/json`)));
  const names = new Map(inspects.map(({ Id, Name }) => [Id as string, Name as string]));
  const networks = await engine<any[]>("GET", `/networks?filters=${filters}`);
  const { Volumes: volumes } = await engine<any>("GET", `/volumes?filters=${filters}`);
  return {
    containers: Object.fromEntries(
      inspects.map((inspect) => [inspect.Name, told(inspect, names)] as const).toSorted(byFirst),
    ),
    networks: networks
      .map(({ Name, Driver, Internal, Attachable, EnableIPv6, Options, Labels, IPAM }) => ({
        Name,
        Driver,
        Internal,
        Attachable,
        EnableIPv6,
        Options,
        Labels: labelsOf(Labels),
        ipam: Name.endsWith("inside") ? IPAM : IPAM.Driver,
      })) // prettier-ignore
      .toSorted((a, b) => (a.Name < b.Name ? -1 : 1)),
    volumes: volumes.map(({ Name, Driver, Options, Labels }: any) => ({ Name, Driver, Options, Labels: labelsOf(Labels) })), // prettier-ignore
  };
}

let byCompose: Awaited<ReturnType<typeof everything>>;

test("a project that Docker Compose has made is seen, and nothing of it would be changed by the same document", async () => {
  await compose("-f", file, "--profile", "extra", "up", "-d", "--wait");
  byCompose = await everything();
  const { stacks } = await ok(server.call("GET", "/api/stacks"));
  const seen = stacks.find((one: any) => one.name === project);
  assert.equal(seen.state, "running");
  assert.equal(seen.kept, false);
  await ok(server.call("PUT", `/api/stacks/${project}`, { document: yaml }));
  const { steps } = await ok(server.call("POST", `/api/stacks/${project}/plan`, { profiles: ["extra"] }));
  assert.deepEqual(steps, []);
  await compose("-f", file, "--profile", "extra", "down", "-v", "-t", "0");
});

test("what a stack makes of a document is, field by field, what Docker Compose makes of it", async () => {
  await ok(server.call("POST", `/api/stacks/${project}/up`, { profiles: ["extra"] }));
  const byStack = await everything();
  assert.deepEqual(Object.keys(byStack.containers), Object.keys(byCompose.containers));
  for (const [name, is] of Object.entries(byCompose.containers)) assert.deepEqual(byStack.containers[name], is, name);
  assert.deepEqual(byStack.networks, byCompose.networks);
  assert.deepEqual(byStack.volumes, byCompose.volumes);
});

test("Docker Compose's own commands see a stack, read its logs, and take it down", async () => {
  const said = await execIn(toolbox, ["docker", "compose", "ls", "--format", "json"]);
  // It warns of containers of other projects that tell no file.
  const listed = JSON.parse(said.slice(said.indexOf("[{")));
  assert.ok(
    listed.some(({ Name, Status }: any) => Name === project && Status === "running(6)"),
    JSON.stringify(listed),
  );
  const services = (await compose("ps", "--format", "{{.Service}}")).trim().split("\n").toSorted();
  assert.deepEqual(services, ["apart", "beside", "cache", "twice", "twice", "web"]);
  assert.match(await compose("logs", "web"), /serving/);
  await compose("down", "-v", "-t", "0");
  const { containers, networks, volumes } = await everything();
  assert.deepEqual([containers, networks, volumes], [{}, [], []]);
});
