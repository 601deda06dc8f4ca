import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { readSecret } from "../../surfaces/cli/read-secret.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import { connectTo, loginFile } from "../connect.ts";
import type { Command } from "./command.ts";

/** `gnosis-docker login`: keeps a token for later calls, once the server has taken it. */
export const command: Command = {
  usage: "[--forget]",
  help: [
    "Asks for a token, tries it, and keeps it in a file that only you can read.",
    "Off a terminal it is read from standard input: gnosis-docker login <token-file",
    "--forget deletes the file.",
  ],
  flags: { forget: "switch" },
  async run({ settings, own, positionals }, terminal) {
    if (positionals.length > 0)
      throw usageError("A token on the command line would be seen by others.", "Pipe it in, or type it when asked.");
    const file = loginFile(terminal.environment);
    if (own.get("forget") === true) {
      rmSync(file, { force: true });
      await write(terminal.output, `Forgotten: ${file}\n`);
      return exitCodes.ok;
    }
    const token = await readSecret(terminal, `Token for ${settings.dockerUrl}: `);
    if (token === "") throw usageError("No token was given.", "An admin makes one with 'gnosis-docker token create'.");
    // The cheapest call that needs a token: it says whether this one is taken.
    await connectTo(settings.dockerUrl, token).json({
      method: "GET",
      path: "/api/system/health",
      signal: terminal.signal,
    });
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    rmSync(file, { force: true });
    writeFileSync(file, `${token}\n`, { mode: 0o600, flag: "wx" });
    await write(terminal.output, `The server at ${settings.dockerUrl} takes it. Kept in ${file}\n`);
    return exitCodes.ok;
  },
};
