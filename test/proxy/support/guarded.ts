import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineSocket } from "../../support/engine.ts";
import { startServer, type TestServer } from "../../support/server.ts";

/** A whole server with guarded sockets. */
export interface Guarded {
  readonly server: TestServer;
  /** The path of the socket of that name. */
  readonly path: (name: string) => string;
  readonly stop: () => Promise<void>;
}

/** Starts a server whose sockets are called like their roles; `policy` is YAML, the built-in roles are there without. */
export async function startGuarded(options: {
  readonly roles: readonly string[];
  readonly policy?: string;
  /** The engine's socket, when it is not the engine's own. */
  readonly engine?: string;
  /** Further lines of the settings file. */
  readonly settings?: string;
  /** Containers may have the sockets, which then lie where nobody but root may write. */
  readonly handDown?: boolean;
  /** The program and its first arguments; default Node on the sources. */
  readonly command?: readonly string[];
}): Promise<Guarded> {
  const directory = mkdtempSync(join(options.handDown === true ? "/run" : tmpdir(), "gd-guarded-"));
  const path = (name: string): string => join(directory, `${name}.sock`);
  const config = join(directory, "config.yaml");
  const policyFile = join(directory, "policy.yaml");
  const sockets = options.roles
    .map(
      (role) =>
        `  - { name: ${role}, role: ${role}, path: ${path(role)}${options.handDown === true ? ", handDown: true" : ""} }\n`,
    )
    .join("");
  if (options.policy !== undefined) writeFileSync(policyFile, options.policy);
  writeFileSync(
    config,
    `engine: unix://${options.engine ?? engineSocket()}\nsockets:\n${sockets}${
      options.policy === undefined ? "" : `policyFile: ${policyFile}\n`
    }${options.settings === undefined ? "" : `${options.settings}\n`}`,
  );
  const server = await startServer({
    env: { GNOSIS_CONFIG: config },
    ...(options.command === undefined ? {} : { command: options.command }),
  });
  return {
    server,
    path,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
