import { loadSettings } from "../../config/load.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import type { GnosisError } from "../../kernel/errors.ts";
import { createLog } from "../log.ts";
import { startServer } from "../server.ts";
import { surroundings } from "../surroundings.ts";
import type { Command } from "./command.ts";

const usage = "Usage: gnosis-docker socket --role ROLE --path PATH [--mode 0660] [--group GROUP] [--hand-down]";
const fields = [
  "role",
  "path",
  "tcp",
  "mode",
  "group",
  "tls-cert-file",
  "tls-key-file",
  "tls-client-ca-file",
  "endpoint",
];
const switches = ["hand-down"];
const fieldOf = (flag: string) => flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `gnosis-docker socket`: one guarded Docker socket, without the rest of the server, until SIGTERM or SIGINT. */
export const command: Command = {
  usage: "--role ROLE --path PATH [--mode 0660] [--group GROUP] [--hand-down]",
  help: [
    "Opens a Docker socket for one role: whoever speaks to it may do there what the role may, and each call is recorded.",
    "--tcp HOST:PORT with --tls-cert-file, --tls-key-file and --tls-client-ca-file opens it over TCP instead.",
    "--hand-down gives this socket to containers that ask for the engine's, such as clean-up containers.",
    "It needs the data directory for itself: beside a running server, put the socket into that server's settings ('sockets').",
  ],
  flags: Object.fromEntries([
    ...fields.map((name) => [name, "value"] as const),
    ...switches.map((name) => [name, "switch"] as const),
  ]),
  async run({ settings, own, positionals }, terminal) {
    if (positionals.length > 0) throw usageError(`'${positionals.join(" ")}' is one argument too many.`, usage);
    const given = Object.fromEntries(
      [...own].map(([name, value]) => [fieldOf(name), switches.includes(name) ? true : value]),
    );
    if (given["role"] === undefined || (given["path"] === undefined && given["tcp"] === undefined))
      throw usageError("The role, or where to listen, is missing.", usage);
    // Read as the setting is, so that both say the same of a mistake.
    const { settings: read } = await loadSettings({
      argv: ["--sockets", JSON.stringify([given])],
      environment: {},
      ...surroundings(terminal.environment),
    });
    const ended = Promise.withResolvers<GnosisError | undefined>();
    terminal.signal.addEventListener("abort", () => ended.resolve(undefined), { once: true });
    const server = await startServer({
      settings: { ...settings, sockets: read.sockets },
      environment: { ...terminal.environment },
      log: createLog(settings),
      onFatal: (error) => ended.resolve(error),
      http: false,
    });
    const lines = server.sockets.map((address) => `Guarded socket for ${String(given["role"])}: ${address}`);
    const hint = `Use it with DOCKER_HOST=${server.sockets[0] ?? ""}`;
    await write(terminal.output, `${[...lines, hint].join("\n")}\n`);
    const fatal = await ended.promise;
    await server.close();
    if (fatal !== undefined) throw fatal;
    return exitCodes.ok;
  },
};
