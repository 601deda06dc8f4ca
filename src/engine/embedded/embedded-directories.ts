import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GnosisError } from "../../kernel/errors.ts";
import { storageDrivers, type StorageDriver } from "../sandbox/sandbox-body.ts";

/** Where an engine that the server starts itself keeps everything, so that it shares nothing with any other. */
export interface EmbeddedDirectories {
  readonly socket: string;
  /** Images, containers and volumes. */
  readonly data: string;
  /** What is only good while it runs. */
  readonly run: string;
  readonly pidFile: string;
  /** dockerd's own settings: made empty, for people to fill in. */
  readonly config: string;
  readonly log: string;
}

/** Bytes that the path of a Unix socket may have, and the longest of containerd's below `run`. */
const longestPath = 107;
const longestSocket = "/containerd/containerd-debug.sock".length;

/** The places below the data directory. */
export function embeddedDirectories(dataDir: string): EmbeddedDirectories {
  const root = join(dataDir, "engine");
  return {
    socket: join(root, "docker.sock"),
    data: join(root, "data"),
    run: join(root, "run"),
    pidFile: join(root, "docker.pid"),
    config: join(root, "daemon.json"),
    log: join(root, "dockerd.log"),
  };
}

/** Makes them. CONFIG_INVALID when their paths are too long for sockets. */
export function makeDirectories({ data, run, config }: EmbeddedDirectories): void {
  if (Buffer.byteLength(run) + longestSocket > longestPath)
    throw new GnosisError(
      "CONFIG_INVALID",
      `The data directory's path is too long for the sockets of an engine in it.`,
      {
        where: "dataDir",
        next: `Choose one of at most ${longestPath - longestSocket - "/engine/run".length} bytes.`,
      },
    );
  for (const directory of [data, run]) mkdirSync(directory, { recursive: true, mode: 0o711 });
  if (!existsSync(config)) writeFileSync(config, "{}\n", { mode: 0o600 });
}

/** The storage driver that the engine's data was made with; nothing for a new one. */
export function knownDriver({ data }: EmbeddedDirectories): StorageDriver | undefined {
  try {
    const made = readdirSync(join(data, "image"));
    return storageDrivers.find((driver) => made.includes(driver));
  } catch {
    return undefined;
  }
}
