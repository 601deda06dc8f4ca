import { GnosisError } from "../../kernel/errors.ts";
import { closest } from "../../kernel/closest.ts";

/** How one client is told about the server. */
interface ClientEntry {
  readonly name: string;
  /** Where the text goes. */
  readonly where: string;
  readonly text: (url: string) => string;
}

const environment = (url: string) => ({ GNOSIS_DOCKER_URL: url, GNOSIS_DOCKER_TOKEN: "<token>" });
const stdio = (url: string) => ({ command: "gnosis-docker", args: ["mcp"], env: environment(url) });
const http = (url: string) => ({ url: `${url}/mcp`, headers: { Authorization: "Bearer <token>" } });
const json = (value: unknown) => JSON.stringify(value, undefined, 2);
const servers = (entry: unknown) => json({ mcpServers: { "gnosis-docker": entry } });

const clients: readonly ClientEntry[] = [
  {
    name: "claude-code",
    where: "Run in a terminal:",
    text: (url) => `claude mcp add --transport http gnosis-docker ${url}/mcp --header "Authorization: Bearer <token>"`,
  },
  {
    name: "claude-desktop",
    where: "In claude_desktop_config.json (Settings, Developer, Edit Config), or install the .mcpb bundle:",
    text: (url) => servers(stdio(url)),
  },
  { name: "cursor", where: "In ~/.cursor/mcp.json:", text: (url) => servers(http(url)) },
  {
    name: "vscode",
    where: "In .vscode/mcp.json:",
    text: (url) =>
      json({
        inputs: [{ type: "promptString", id: "gnosis-token", description: "Gnosis Docker token", password: true }],
        servers: {
          "gnosis-docker": {
            type: "http",
            url: `${url}/mcp`,
            headers: { Authorization: "Bearer ${input:gnosis-token}" },
          },
        },
      }),
  },
  { name: "windsurf", where: "In ~/.codeium/windsurf/mcp_config.json:", text: (url) => servers(stdio(url)) },
  {
    name: "zed",
    where: "In Zed's settings.json:",
    text: (url) => json({ context_servers: { "gnosis-docker": { source: "custom", ...stdio(url) } } }),
  },
  {
    name: "gemini",
    where: "In ~/.gemini/settings.json:",
    text: (url) => servers({ httpUrl: `${url}/mcp`, headers: { Authorization: "Bearer <token>" } }),
  },
  {
    name: "codex",
    where: "In ~/.codex/config.toml:",
    text: (url) =>
      [
        "[mcp_servers.gnosis-docker]",
        'command = "gnosis-docker"',
        'args = ["mcp"]',
        `env = { GNOSIS_DOCKER_URL = "${url}", GNOSIS_DOCKER_TOKEN = "<token>" }`,
      ].join("\n"),
  },
  {
    name: "continue",
    where: "In .continue/mcpServers/gnosis-docker.yaml:",
    text: (url) =>
      [
        "name: Gnosis Docker",
        "version: 0.0.1",
        "schema: v1",
        "mcpServers:",
        "  - name: gnosis-docker",
        "    command: gnosis-docker",
        "    args: [mcp]",
        "    env:",
        `      GNOSIS_DOCKER_URL: ${url}`,
        "      GNOSIS_DOCKER_TOKEN: <token>",
      ].join("\n"),
  },
  {
    name: "other",
    where: "Any client that starts a program and speaks MCP over its pipes:",
    text: (url) => servers(stdio(url)),
  },
];

/** Names of the clients that there is a snippet for. */
export const clientNames: readonly string[] = clients.map(({ name }) => name);

/** What to put where for one client, or for all when none is named; INPUT_INVALID for an unknown one. Holds no token. */
export function clientConfig(name: string, url: string): string {
  const base = url.replace(/\/+$/, "");
  const chosen = name === "" ? clients : clients.filter((one) => one.name === name);
  if (chosen.length === 0) {
    throw new GnosisError("INPUT_INVALID", `There is no snippet for '${name}'.`, {
      next: `Use one of ${clientNames.join(", ")}.`,
      closest: closest(name, clientNames),
    });
  }
  const parts = chosen.map((one) => `# ${one.name}\n# ${one.where}\n${one.text(base)}\n`);
  return `${parts.join("\n")}\n# <token>: 'gnosis-docker token create' makes one. Give an assistant its own, with no more than it needs.\n`;
}
