import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bytes, engine, rawCall } from "./engine-call.ts";
import { needPrograms } from "./prepare/debian.ts";
import { answers } from "./prepare/ping.ts";
import { program, searchPath } from "./prepare/program.ts";
import { waitFor } from "./wait-for.ts";

/** A real Podman with directories of its own that serves the Docker-compatible API on a Unix socket. */
export interface Podman {
  readonly socketPath: string;
  /** Copies images of the test engine into it, under the names that Docker gives them. */
  readonly load: (...references: string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What containers get: a machine that can't raise its own limits can't give Podman's usual ones either. */
const configuration = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
events_logger = "file"
cgroup_manager = "cgroupfs"
`;

/** Starts it; podman is installed where it is missing. */
export async function startPodman(): Promise<Podman> {
  await needPrograms(["podman", "catatonit"], ["podman", "catatonit"]);
  // Not in /tmp, which may be in memory; short, since paths of sockets have 107 bytes.
  const directory = mkdtempSync("/var/tmp/gd-podman-");
  const socketPath = join(directory, "podman.sock");
  writeFileSync(join(directory, "containers.conf"), configuration);
  const env = { CONTAINERS_CONF: join(directory, "containers.conf"), PATH: searchPath };
  const own = ["--root", join(directory, "root"), "--runroot", join(directory, "run"), "--storage-driver", "vfs"];
  const child = spawn("podman", [...own, "system", "service", "--time", "0", `unix://${socketPath}`], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...env },
  });
  let log = "";
  child.stderr.on("data", (part: Buffer) => (log = (log + part.toString()).slice(-4000)));
  const stop = async (): Promise<void> => {
    await program("podman", [...own, "rm", "--all", "--force", "--time", "0", "--volumes"], { env }).catch(() => "");
    if (child.exitCode === null) {
      child.kill();
      await once(child, "exit");
    }
    await program("rm", ["-rf", "--one-file-system", directory]);
  };
  try {
    await waitFor("Podman's service", () => answers(socketPath));
  } catch (error) {
    await stop();
    throw new Error(`Podman's service did not come up:\n${log}`, { cause: error });
  }
  const load = async (...references: string[]): Promise<void> => {
    for (const reference of references) {
      const archive = await rawCall("GET", `/images/get?names=${encodeURIComponent(reference)}`);
      await bytes(await rawCall("POST", "/images/load", { body: archive, socketPath }));
      const [repo, tag = "latest"] = reference.split(":");
      const query = new URLSearchParams({ repo: `docker.io/library/${repo}`, tag }).toString();
      await engine("POST", `/images/localhost/${reference}/tag?${query}`, undefined, { socketPath });
    }
  };
  return { socketPath, load, stop };
}
