import type { Command } from "./command.ts";
import { exitCodes } from "../../surfaces/cli/exit-code.ts";
import { usageError } from "../../surfaces/cli/failure.ts";
import { write } from "../../surfaces/cli/terminal.ts";
import { readLogin } from "../connect.ts";
import { version } from "../version.ts";

/** `gnosis-docker mcp`: MCP on standard input and output; `gnosis-docker mcp config <client>`: how to tell a client. */
export const command: Command = {
  usage: "[config CLIENT] [--profile PROFILE] [--alone] [--role ROLE]",
  help: [
    "Speaks MCP on standard input and output, and hands everything on to the server at GNOSIS_DOCKER_URL",
    "with the token GNOSIS_DOCKER_TOKEN, or the one that 'gnosis-docker login' keeps.",
    "",
    "--profile observe|operate|develop|admin chooses the tools that are shown; never more than the token's role may.",
    "Where GNOSIS_DOCKER_URL is not set and no server runs, and with --alone, it serves by itself as long as the client lives, for the role",
    "viewer or the one that --role names, with the engine, policy and records of this machine's settings.",
    "config CLIENT prints what to put into the settings of a client: claude-code, claude-desktop, cursor, vscode,",
    "windsurf, zed, gemini, codex, continue, or any other.",
  ],
  flags: { profile: "value", role: "value", alone: "switch" },
  async run({ settings, origins, own, positionals }, terminal) {
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
    const role = own.get("role");
    const { listens } = await import("../listens.ts");
    const nobodyListens = async () =>
      origins.dockerUrl.from === "default" && !(await listens(new URL(settings.dockerUrl)));
    if (own.get("alone") === true || (await nobodyListens())) {
      const { serveMcpAlone } = await import("../mcp-alone.ts");
      await serveMcpAlone(settings, { role: typeof role === "string" ? role : "viewer", profile: chosen }, terminal);
      return exitCodes.ok;
    }
    if (role !== undefined)
      throw usageError("--role is for serving without a server; here the token says the role.", "Leave it out.");
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
