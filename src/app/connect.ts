import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { GnosisError } from "../kernel/errors.ts";
import { connectServer, type Server } from "../surfaces/cli/server.ts";
import type { Terminal } from "../surfaces/cli/terminal.ts";
import { settingsFor } from "./commands/command.ts";
import { version } from "./version.ts";

/** Where `gnosis-docker login` keeps the token. */
export const loginFile = (environment: Terminal["environment"]): string => {
  const configured = environment["XDG_CONFIG_HOME"];
  const base = configured === undefined || configured === "" ? join(homedir(), ".config") : configured;
  return join(base, "gnosis-docker", "login");
};

/** The token of the login file, if there is one. A file that others can read throws CONFIG_INVALID. */
export function readLogin(environment: Terminal["environment"]): string | undefined {
  const file = loginFile(environment);
  try {
    if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0)
      throw new GnosisError("CONFIG_INVALID", `Others can read the token in '${file}'.`, {
        where: file,
        next: `Close it with 'chmod 600 ${file}', and think about revoking that token.`,
      });
    const token = readFileSync(file, "utf8").trim();
    return token === "" ? undefined : token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Connects to a server with a token. */
export const connectTo = (url: string, token: string | undefined): Server =>
  connectServer({ url, ...(token === undefined ? {} : { token }), version: version(), session: randomUUID() });

/** Connects to the server that the settings name, with the token that they or the login file give. */
export async function connect(flags: readonly string[], environment: Terminal["environment"]): Promise<Server> {
  const { settings } = await settingsFor(flags, environment);
  return connectTo(settings.dockerUrl, settings.dockerToken ?? readLogin(environment));
}
