import type { BodyKind } from "../../../catalogue/operation.ts";
import { containerConfig, containerCreate } from "./container-create.ts";
import { checked, free, host, ignored, neutral, type Shape, type Table } from "./field.ts";
import { networkConnect, networkCreate } from "./network.ts";
import { containerUpdate } from "./resources.ts";
import {
  configSpec,
  nodeSpec,
  pluginPrivilege,
  secretSpec,
  serviceSpec,
  swarmInit,
  swarmJoin,
  swarmSpec,
  swarmUnlock,
  volumeUpdate,
} from "./swarm.ts";

/** The body of `POST /containers/{id}/exec`. */
const execCreate: Table = {
  User: checked("string", "user"),
  Privileged: host("boolean", "Privileged Containers"),
  Tty: free("boolean"),
  ConsoleSize: free("integers"),
  AttachStdin: free("boolean"),
  AttachStdout: free("boolean"),
  AttachStderr: free("boolean"),
  Detach: free("boolean"),
  DetachKeys: free("string"),
  Env: free("strings"),
  WorkingDir: checked("string", "workingDir"),
  Cmd: free("string or strings"),
};

/** The body of `POST /volumes/create`. */
const volumeCreate: Table = {
  Name: checked("string", "newVolume"),
  Driver: host("string", "Volume Types", ["local"]),
  DriverOpts: host("string map", "Volume Types"),
  Labels: checked("string map", "labels"),
  ClusterVolumeSpec: neutral("object", "Swarm"),
};

/** The body of `POST /commit`: a ContainerConfig, and the query parameters that dockerode repeats in it. */
const containerCommit: Table = {
  ...containerConfig,
  ...Object.fromEntries(
    ["container", "repo", "tag", "comment", "author", "pause", "changes"].map((name) => [name, ignored]),
  ),
};

/** `AuthConfig`, the body of `POST /auth`, with what clients know of it besides. */
const registryLogin: Table = Object.fromEntries(
  ["username", "password", "serveraddress", "email", "auth", "identitytoken", "registrytoken"].map((name) => [
    name,
    free("string"),
  ]),
);

/** Every body that is judged, by its kind. The parameters of a build are judged as if they were a body: tables/build.ts. */
export const bodyTables: Readonly<Record<Exclude<BodyKind, "image.build" | "image.name" | "container.upload">, Table>> =
  {
    "container.create": containerCreate,
    "container.update": containerUpdate,
    "container.commit": containerCommit,
    "exec.create": execCreate,
    "volume.create": volumeCreate,
    "network.create": networkCreate,
    "network.connect": networkConnect,
    "service.spec": serviceSpec,
    "swarm.init": swarmInit,
    "swarm.join": swarmJoin,
    "swarm.spec": swarmSpec,
    "swarm.unlock": swarmUnlock,
    "node.spec": nodeSpec,
    "secret.spec": secretSpec,
    "config.spec": configSpec,
    "volume.update": volumeUpdate,
    "registry.login": registryLogin,
  };

/** Bodies with nothing in them to judge: they are only read strictly. */
export const plainTables: Readonly<Record<"exec.start" | "network.disconnect" | "plugin.pull", Table>> = {
  "exec.start": { Detach: free("boolean"), Tty: free("boolean"), ConsoleSize: free("integers") },
  "plugin.pull": pluginPrivilege,
  "network.disconnect": { Container: free("string"), Force: free("boolean") },
};

function collect(table: Table, into: Set<string>): void {
  for (const [name, { shape }] of Object.entries(table)) collectShape(name, shape, into);
}

function collectShape(name: string, shape: Shape, into: Set<string>): void {
  if (shape === "string map" || shape === "set" || shape === "object") into.add(name);
  if (typeof shape === "string") return;
  if ("map" in shape) into.add(name);
  const inner =
    "object" in shape ? shape.object : "list" in shape ? shape.list : shape.map === "list" ? shape.of : shape.map;
  collect(inner, into);
}

const names = new Set<string>();
for (const table of Object.values(bodyTables)) collect(table, names);

/** Members of bodies whose own members are named by the user: there upper and lower case are two keys. For the strict JSON parser. */
export const mapFields: ReadonlySet<string> = names;
