import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import type { GnosisError } from "../../kernel/errors.ts";
import { showSettings } from "../../config/show.ts";
import { createLog } from "../log.ts";
import { type RunningServer, startServer } from "../server.ts";
import type { Command } from "./command.ts";

function welcome({ url, firstToken, setUpLink }: RunningServer): string {
  const lines = [`Gnosis Docker listens on ${url}`];
  if (firstToken !== undefined && setUpLink !== undefined) {
    lines.push(
      "",
      "This is the first start. The admin token, shown this once:",
      `  ${firstToken}`,
      "Sign a browser in with this link, which works once and for an hour:",
      `  ${setUpLink}`,
      "Keep the token with 'gnosis-docker login', or make others with 'gnosis-docker token create'.",
    );
  }
  return `${lines.join("\n")}\n`;
}

/** `gnosis-docker serve`: runs until SIGTERM or SIGINT. */
export const command: Command = {
  usage: "[FLAGS]",
  async run(loaded, terminal) {
    const { settings } = loaded;
    const log = createLog(settings);
    const ended = Promise.withResolvers<GnosisError | undefined>();
    terminal.signal.addEventListener("abort", () => ended.resolve(undefined), { once: true });
    const server = await startServer({
      settings,
      shown: showSettings(loaded),
      environment: { ...terminal.environment },
      log,
      onFatal: (error) => ended.resolve(error),
    });
    await write(terminal.output, welcome(server));
    const fatal = await ended.promise;
    await server.close();
    if (fatal !== undefined) throw fatal;
    return exitCodes.ok;
  },
};
