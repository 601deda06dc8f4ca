import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeCertificates } from "./certificates.ts";
import { startDind, type Dind } from "./dind.ts";
import { engine } from "./engine-call.ts";
import { freePort } from "./server.ts";
import { waitFor } from "./wait-for.ts";

/** Docker Engine 26.1 in a container that listens on 127.0.0.1 with TLS and takes clients of its own CA alone. */
export interface TlsEngine {
  readonly dind: Dind;
  readonly port: number;
  readonly address: string;
  /** The path of a certificate or key: `ca.pem`, `client.pem`, `client.key`, and the wrong ones below. */
  readonly file: (name: string) => string;
  /** Gives the engine another certificate, `server` or `expired`; it counts from its next start. */
  readonly present: (name: "server" | "expired") => void;
  /** SIGKILL to the engine and all that runs on it. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** It accepts connections and says nothing, as an engine that hangs does. */
  readonly pause: () => Promise<void>;
  readonly unpause: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

const localhost = "IP:127.0.0.1,DNS:localhost";

/** Certificates of a CA of their own, and the engine that uses them. */
export interface TlsFiles extends Pick<TlsEngine, "file" | "present"> {
  /** What a Docker-in-Docker engine is started with. */
  readonly args: readonly string[];
  readonly binds: readonly string[];
  readonly remove: () => void;
}

/** Makes them in a new directory. */
export async function makeTlsFiles(): Promise<TlsFiles> {
  const directory = mkdtempSync("/tmp/gd-tls-");
  const served = join(directory, "served");
  mkdirSync(served);
  const file = (name: string) => join(directory, name);
  await makeCertificates(directory, [
    { name: "ca" },
    { name: "other-ca" },
    { name: "server", signer: "ca", names: localhost },
    { name: "expired", signer: "ca", names: localhost, expired: true },
    { name: "client", signer: "ca" },
    { name: "expired-client", signer: "ca", expired: true },
    { name: "stranger", signer: "other-ca" },
  ]);
  const present = (name: string): void => {
    for (const end of ["pem", "key"]) copyFileSync(file(`${name}.${end}`), join(served, `server.${end}`));
  };
  copyFileSync(file("ca.pem"), join(served, "ca.pem"));
  present("server");
  return {
    ...{ file, present },
    args: [
      ...["--host=tcp://0.0.0.0:2376", "--tlsverify", "--tlscacert=/served/ca.pem"],
      ...["--tlscert=/served/server.pem", "--tlskey=/served/server.key"],
    ],
    binds: [`${served}:/served:ro`],
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Starts it; nothing is copied into it. */
export async function startTlsEngine(): Promise<TlsEngine> {
  const { file, present, args, binds, remove } = await makeTlsFiles();
  const port = await freePort();
  try {
    const dind = await startDind({
      args: ["--host=unix:///var/run/docker.sock", ...args],
      binds,
      published: { inside: 2376, here: port },
    });
    const act = (verb: string) => engine("POST", `/containers/${dind.id}/${verb}`);
    return {
      ...{ dind, port, file, present, address: `tcp://127.0.0.1:${port}` },
      kill: () => act("kill"),
      start: async () => {
        await act("start");
        await waitFor("the TLS engine", () => dind.run("docker", "version"), { every: 300, bound: 120_000 });
      },
      pause: () => act("pause"),
      unpause: () => act("unpause"),
      remove: async () => {
        await dind.remove();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
