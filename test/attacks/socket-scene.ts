import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { startRecorder, type Recorder } from "../proxy/support/recorder.ts";
import { createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import type { Scene } from "./socket-cases.ts";

/** An agent's socket before a recording engine, with things of its own and of somebody else's. */
export interface AttackScene {
  readonly guarded: Guarded;
  readonly recorder: Recorder;
  /** What placeholders stand for; `{E}` is an exec of the victim's. */
  readonly scene: Scene;
  readonly tar: Buffer;
  /** Connections that anybody made to where nobody should. */
  readonly contacts: () => number;
  /** What no answer may show. */
  readonly hidden: readonly string[];
  readonly own: <T>(method: string, path: string, body?: unknown) => Promise<T>;
  readonly close: () => Promise<void>;
}

const policy = (workspace: string): string => `version: 1
roles:
  agent:
    scope:
      - owned: true
      - kind: image
        image: [busybox, x]
      - kind: network
        name: [bridge, none]
    allow:
      - risk:read
      - container.*
      - exec.*
      - volume.*
      - network.*
      - image.load
      - image.import
      - image.build
      - operations: image.pull
        where: { image: busybox }
      - operations: [image.remove]
        where: { image: x }
      - operations: [image.remove, image.tag, image.push, image.save]
        where: { owned: true }
    containment:
      level: baseline
      mountRoots: [${workspace}]
      images: [busybox]
      limits: { memory: 512MiB, cpus: 2, pids: 256 }
  keeper:
    description: Takes files out of what is the agent's and puts some in, and runs nothing.
    scope:
      - label: { gnosis-docker.owner: "socket:agent" }
      - kind: image
        image: busybox
    allow: [risk:read, container.upload, container.download, image.save]
    containment: { level: baseline, mountRoots: [] }
`;

function listen(server: Server, where: string | number): Promise<void> {
  return new Promise((done) =>
    typeof where === "string" ? server.listen(where, done) : server.listen(where, "127.0.0.1", done),
  );
}

/** Makes the scene. */
export async function openScene(): Promise<AttackScene> {
  const directory = mkdtempSync(join(tmpdir(), "gd-attacks-"));
  const names = {
    ...{ victim: uniqueName("victim"), network: uniqueName("n"), otherNetwork: uniqueName("other") },
    volume: uniqueName("vol"),
  };
  const otherImage = `${uniqueName("other")}:latest`;
  const host = join(directory, "host");
  const workspace = join(directory, "ws");
  for (const path of [host, workspace, join(workspace, "d"), join(directory, "empty")]) mkdirSync(path);
  writeFileSync(join(host, "secret"), "the host's secret");
  for (const link of ["link", "esc", "dir"]) symlinkSync(host, join(workspace, link));
  chmodSync(host, 0o755);
  writeFileSync(join(directory, "Dockerfile"), "FROM busybox:latest\nRUN true\n");
  const tar = execFileSync("tar", ["-c", "Dockerfile"], { cwd: directory });
  let contacts = 0;
  const traps = [0, join(directory, "host.sock")].map((where) => ({
    where,
    server: createServer((socket) => {
      contacts++;
      socket.destroy();
    }),
  }));
  for (const { server, where } of traps) await listen(server, where);
  const address = traps[0]?.server.address();
  const recorder = await startRecorder();
  const guarded = await startGuarded({
    roles: ["agent", "viewer", "keeper"],
    policy: policy(workspace),
    engine: recorder.path,
  });
  const own = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    engine<T>(method, path, body, { socketPath: guarded.path("agent") });
  const { id: victim } = await createContainer({ name: names.victim, env: ["VICTIM_SECRET=hidden"] });
  const { Id: exec } = await engine<{ Id: string }>("POST", `/containers/${victim}/exec`, { Cmd: ["sleep", "60"] });
  await engine("POST", "/networks/create", { Name: names.otherNetwork, Labels: labels });
  await engine("POST", "/volumes/create", { Name: names.volume, Labels: labels });
  const label = encodeURIComponent(
    `LABEL ${Object.entries(labels)
      .map((pair) => pair.join("="))
      .join(" ")}`,
  );
  await engine("POST", `/images/create?fromSrc=-&repo=${otherImage.split(":")[0]}&tag=latest&changes=${label}`, tar);
  const { Id } = await own<{ Id: string }>("POST", "/containers/create", {
    ...{ Image: "busybox:latest", Cmd: ["sleep", "3600"], Labels: labels },
    HostConfig: { Binds: [`${workspace}:/x`] },
  });
  await own("POST", `/containers/${Id}/start`);
  await own("POST", "/networks/create", { Name: names.network, Labels: labels });
  return {
    ...{ guarded, recorder, tar, own },
    contacts: () => contacts,
    hidden: ["the host's secret", "VICTIM_SECRET", victim, names.otherNetwork, names.volume],
    scene: {
      ...{
        IMG: "busybox:latest",
        IMG2: otherImage,
        C: Id,
        C64: Id,
        V: names.victim,
        V12: victim.slice(0, 12),
        V64: victim,
      },
      ...{ Vprefix: victim.slice(0, 6), E: exec, HOST: host, WS: workspace, EMPTY: join(directory, "empty") },
      ...{
        NET: names.network,
        OTHERNET: names.otherNetwork,
        OTHERVOL: names.volume,
        HOSTSOCK: join(directory, "host.sock"),
      },
      LISTENER: `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
      ...{ SECRET: "a".repeat(25), SVC: "b".repeat(25), REGISTRY: "registry.invalid" },
    },
    close: async () => {
      await guarded.stop();
      await recorder.close();
      for (const { server } of traps) server.close();
      await engine("DELETE", "/images/x:latest").catch(() => undefined);
      await removeOwn();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
