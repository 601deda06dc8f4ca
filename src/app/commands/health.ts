import { request } from "node:http";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import { localUrl } from "../../config/local-url.ts";
import type { Command } from "./command.ts";

/** Milliseconds; Docker's own health checks are commonly given three to five seconds. */
const patience = 3_000;

function ask(url: string): Promise<string> {
  return new Promise((resolve) => {
    const asked = request(`${url}/healthz`, { timeout: patience }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? "ok" : `status ${response.statusCode}`);
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${patience / 1000} s`)));
    asked.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end();
  });
}

/** `gnosis-docker health`: for a container's HEALTHCHECK, which has no curl and no shell. */
export const command: Command = {
  usage: "[--port PORT]",
  async run({ settings }, terminal) {
    const url = localUrl(settings);
    const answer = await ask(url);
    if (answer === "ok") {
      await write(terminal.output, "ok\n");
      return exitCodes.ok;
    }
    await write(terminal.errors, `${url}/healthz: ${answer}\n`);
    return exitCodes.failure;
  },
};
