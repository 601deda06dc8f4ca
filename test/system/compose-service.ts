import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const mib = 1024 ** 2;

/** The service of compose.yaml as it is written there. */
interface Service {
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly group_add: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly read_only: boolean;
  readonly tmpfs: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly mem_limit: string;
  readonly pids_limit: number;
  readonly restart: string;
}

/** Keys that say how Compose handles the service, not how its container is. */
const otherKeys = ["build", "image", "stop_grace_period"];

/** What a test puts in the place of what compose.yaml leaves to its surroundings. */
export interface Place {
  readonly socket: string;
  readonly group: number;
  readonly volume: string;
  /** The host's file with the admin token. */
  readonly tokenFile: string;
  /** In the place of `127.0.0.1:5680`. */
  readonly publish: { readonly address: string; readonly port: number };
}

/** The container that compose.yaml describes, as a body for the engine's create call. A key that this does not know fails. */
export function composeBody(place: Place): { Env: string[]; HostConfig: Record<string, unknown> } {
  const file = parse(readFileSync(join(import.meta.dirname, "../../compose.yaml"), "utf8"));
  const service: Service = file.services["gnosis-docker"];
  const { ports, volumes, group_add, environment, secrets, read_only, tmpfs, ...rest } = service;
  const { cap_drop, security_opt, mem_limit, pids_limit, restart, ...unknown } = rest;
  for (const key of otherKeys) delete (unknown as Record<string, unknown>)[key];
  assert.deepEqual(unknown, {}, "compose.yaml has a key that this test does not carry over");
  assert.deepEqual(ports, ["127.0.0.1:5680:5680"]);
  assert.deepEqual(volumes, ["/var/run/docker.sock:/var/run/docker.sock", "data:/data"]);
  assert.match(group_add.join(), /^\$\{DOCKER_GID:/);
  const memory = /^(\d+)m$/.exec(mem_limit)?.[1];
  assert.ok(memory, "mem_limit is written in mebibytes");
  return {
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    HostConfig: {
      Binds: [
        `${place.socket}:/var/run/docker.sock`,
        `${place.volume}:/data`,
        ...secrets.map((name) => `${place.tokenFile}:/run/secrets/${name}:ro`),
      ],
      PortBindings: { "5680/tcp": [{ HostIp: place.publish.address, HostPort: String(place.publish.port) }] },
      GroupAdd: [String(place.group)],
      ReadonlyRootfs: read_only,
      Tmpfs: Object.fromEntries(
        tmpfs.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
      ),
      CapDrop: cap_drop,
      SecurityOpt: security_opt,
      Memory: Number(memory) * mib,
      PidsLimit: pids_limit,
      RestartPolicy: { Name: restart },
    },
  };
}
