import type { Command } from "./command.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import { readLogin } from "../connect.ts";
import { version } from "../version.ts";

/** `gnosis-docker mcp`: MCP on standard input and output; `gnosis-docker mcp config <client>`: how to tell a client. */
export const command: Command = {
  usage: "[config CLIENT] [--profile PROFILE]",
  help: [
    "Speaks MCP on standard input and output, and hands everything on to the server at GNOSIS_DOCKER_URL",
    "with the token GNOSIS_DOCKER_TOKEN, or the one that 'gnosis-docker login' keeps.",
    "",
    "--profile observe|operate|develop|admin chooses the tools that are shown; never more than the token's role may.",
    "config CLIENT prints what to put into the settings of a client: claude-code, claude-desktop, cursor, vscode,",
    "windsurf, zed, gemini, codex, continue, or any other.",
  ],
  flags: { profile: "value" },
  async run({ settings, own, positionals }, terminal) {
    const profile = own.get("profile");
    const [word, client, ...more] = positionals;
    if (word === "config" && more.length === 0) {
      const { clientConfig } = await import("../../surfaces/mcp/client-config.ts");
      await write(terminal.output, clientConfig(client ?? "", settings.dockerUrl));
      return exitCodes.ok;
    }
    if (word !== undefined)
      throw usageError(`There is no 'gnosis-docker mcp ${word}'.`, "See 'gnosis-docker mcp --help'.");
    const { profileNamed, profiles } = await import("../../surfaces/mcp/profile.ts");
    const chosen = typeof profile === "string" ? profileNamed(profile) : undefined;
    if (typeof profile === "string" && chosen === undefined) {
      throw usageError(`There is no profile '${profile}'.`, `Use one of ${profiles.join(", ")}.`);
    }
    const { bridge } = await import("../../surfaces/mcp/stdio/bridge.ts");
    const token = settings.dockerToken ?? readLogin(terminal.environment);
    const url = new URL("/mcp", settings.dockerUrl);
    if (chosen !== undefined) url.searchParams.set("profile", chosen);
    await bridge({
      input: terminal.input,
      output: terminal.output,
      signal: terminal.signal,
      to: {
        url,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          "user-agent": `gnosis-docker-mcp/${version()}`,
        },
      },
    });
    return exitCodes.ok;
  },
};
