import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import type { GnosisError } from "../../kernel/errors.ts";
import { createLog } from "../log.ts";
import { startServer } from "../server.ts";
import type { Command } from "./command.ts";

/** `gnosis-docker serve`: runs until SIGTERM or SIGINT. */
export const command: Command = {
  usage: "[FLAGS]",
  async run({ settings }, terminal) {
    const log = createLog(settings);
    const ended = Promise.withResolvers<GnosisError | undefined>();
    terminal.signal.addEventListener("abort", () => ended.resolve(undefined), { once: true });
    const server = await startServer({
      settings,
      environment: { ...terminal.environment },
      log,
      onFatal: (error) => ended.resolve(error),
    });
    await write(terminal.output, `Gnosis Docker listens on ${server.url}\n`);
    const fatal = await ended.promise;
    await server.close();
    if (fatal !== undefined) throw fatal;
    return exitCodes.ok;
  },
};
