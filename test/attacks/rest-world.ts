import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { client, type Answer, type Client } from "../support/client.ts";
import {
  createContainer,
  engine,
  inspectContainer,
  labels,
  uniqueName,
  type TestContainer,
} from "../support/engine.ts";
import { startServer, type TestServer } from "../support/server.ts";

/** A server with a narrow role, that role's token, what is its own, and what is somebody else's. */
export interface World {
  readonly server: TestServer;
  readonly agent: Client;
  /** The directory that the role may mount. */
  readonly workspace: string;
  /** A directory that it may not, with a secret in it. */
  readonly outside: string;
  readonly own: TestContainer;
  readonly victim: TestContainer;
  readonly otherVolume: string;
  readonly otherNetwork: string;
  readonly ownNetwork: string;
  /** An image called PREFIX-evil that the role may not use. */
  readonly evilId: string;
  /** Every name that the attacks give begins with it. */
  readonly prefix: string;
  /** Everything of this test on the engine, as it stands now. */
  readonly look: () => Promise<string>;
}

const policyFor = (workspace: string, more: string): string => `version: 1
roles:
  agent:
    scope:
      - owned: true
      - kind: image
      - kind: network
        name: [bridge, none]
    allow: [risk:read, "container.*", "volume.*", "network.*"${more === "" ? "" : `, "${more}"`}, image.pull, image.tag, image.import, image.load]
    deny: ["token.*", "audit.*", "policy.*", "*.prune"]
    containment:
      level: baseline
      mountRoots: [${workspace}]
      images: [busybox]
      limits: { memory: 64MiB, cpus: 1, pids: 64 }
`;

interface Row {
  readonly Id?: string;
  readonly Name?: string;
  readonly Names?: string[];
  readonly Labels?: Record<string, string> | null;
}

/** Makes the world, with `more` operations allowed to the role; `stop` the server and remove what carries the test label at the end. */
export async function makeWorld(more = ""): Promise<World> {
  const top = mkdtempSync("/srv/gnosis-attacks-");
  const [workspace, outside] = [join(top, "ws"), join(top, "outside")];
  for (const directory of [join(workspace, "dir"), outside]) mkdirSync(directory, { recursive: true });
  writeFileSync(join(outside, "secret"), "secret of the host\n");
  symlinkSync(outside, join(workspace, "link"));
  symlinkSync("/", join(workspace, "root"));
  symlinkSync("../..", join(workspace, "up"));
  symlinkSync("/var/run/docker.sock", join(workspace, "socket"));
  const policyFile = join(top, "policy.yaml");
  writeFileSync(policyFile, policyFor(workspace, more));
  const server = await startServer({ env: { GNOSIS_POLICY_FILE: policyFile } });
  const token = await server.call("POST", "/api/tokens", { name: "agent", role: "agent" });
  if (token.status >= 300) throw new Error(`no token: ${token.text}`);
  const agent = client(server.url, token.body.text);
  const prefix = uniqueName("gnosis-attack");
  const victim = await createContainer({ name: `${prefix}-victim`, env: ["SECRET_TOKEN=hunter2hunter2"] });
  const otherVolume = `${prefix}-other-volume`;
  const otherNetwork = `${prefix}-other-network`;
  await engine("POST", "/volumes/create", { Name: otherVolume, Labels: labels });
  await engine("POST", "/networks/create", { Name: otherNetwork, Labels: labels });
  const evil = await engine<{ Id: string }>("POST", `/commit?container=${victim.id}&repo=${prefix}-evil`, {
    Labels: labels,
  });
  const made = async (path: string, body: Record<string, unknown>): Promise<Answer> => {
    const answer = await agent("POST", path, { ...body, labels });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer;
  };
  const ownNetwork = `${prefix}-own-network`;
  await made("/api/networks", { name: ownNetwork });
  const name = `${prefix}-own`;
  const { body } = await made("/api/containers", { image: "busybox", name, command: ["sleep", "3600"] });
  const own = { id: body.container.id as string, name };
  const started = await agent("POST", `/api/containers/${name}/start`);
  if (started.status >= 300) throw new Error(started.text);

  const look = async (): Promise<string> => {
    const filter = encodeURIComponent(JSON.stringify({ name: [prefix] }));
    const tagged = encodeURIComponent(JSON.stringify({ label: Object.entries(labels).map((pair) => pair.join("=")) }));
    const byLabel = await engine<Row[]>("GET", `/containers/json?all=true&filters=${tagged}`);
    const byName = await engine<Row[]>("GET", `/containers/json?all=true&filters=${filter}`);
    const ids = [...new Set([...byLabel, ...byName].map(({ Id = "" }) => Id))].toSorted();
    const containers = await Promise.all(
      ids.map(async (id) => {
        const { Name, State, HostConfig, NetworkSettings, RestartCount } = await inspectContainer(id);
        const { ExecIDs, ...host } = HostConfig;
        void ExecIDs;
        return {
          id,
          Name,
          host,
          RestartCount,
          state: [State.Status, State.StartedAt, State.Pid],
          nets: Object.keys(NetworkSettings.Networks),
        };
      }),
    );
    const { Volumes } = await engine<{ Volumes: Row[] | null }>("GET", "/volumes");
    const networks = await engine<Row[]>("GET", "/networks");
    const images = await engine<{ RepoTags: string[] | null }[]>("GET", "/images/json");
    const mine = (row: Row): boolean =>
      row.Name?.startsWith(prefix) === true ||
      Object.entries(labels).every(([key, value]) => row.Labels?.[key] === value);
    return JSON.stringify(
      {
        containers,
        volumes: (Volumes ?? [])
          .filter(mine)
          .map(({ Name = "" }) => Name)
          .toSorted(),
        networks: networks
          .filter(mine)
          .map(({ Name = "" }) => Name)
          .toSorted(),
        tags: images
          .flatMap(({ RepoTags }) => RepoTags ?? [])
          .filter((tag) => tag.startsWith(prefix) || tag.startsWith("busybox:"))
          .toSorted(),
      },
      undefined,
      1,
    );
  };
  return {
    server,
    agent,
    workspace,
    outside,
    own,
    victim,
    otherVolume,
    otherNetwork,
    ownNetwork,
    evilId: evil.Id,
    prefix,
    look,
  };
}
