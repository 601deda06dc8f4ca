import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listPrompts } from "../../src/surfaces/mcp/prompts.ts";
import { toolTable } from "../../src/surfaces/mcp/tools/table.ts";
import { bundle } from "./bundle.mjs";
import { root } from "./root.mjs";
import { zip } from "./zip.mjs";

const { name, version, description, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What a client reads of the bundle (MCPB manifest 0.3). */
const manifest = {
  manifest_version: "0.3",
  name,
  display_name: "Gnosis Docker",
  version,
  description,
  author: { name: "The Gnosis Docker authors" },
  license,
  server: {
    type: "node",
    entry_point: "server/gnosis-docker.js",
    mcp_config: {
      command: "node",
      args: ["${__dirname}/server/gnosis-docker.js", "mcp", "--profile", "${user_config.profile}"],
      env: { GNOSIS_DOCKER_URL: "${user_config.url}", GNOSIS_DOCKER_TOKEN: "${user_config.token}" },
    },
  },
  tools: toolTable.map((tool) => ({ name: tool.name, description: tool.description })),
  prompts: listPrompts().map((prompt) => ({
    name: prompt.name,
    description: prompt.description,
    arguments: (prompt.arguments ?? []).map((argument) => argument.name),
    text: prompt.title,
  })),
  user_config: {
    url: {
      type: "string",
      title: "Server",
      description: "Address of the Gnosis Docker server",
      default: "http://127.0.0.1:5680",
      required: true,
    },
    token: {
      type: "string",
      title: "Token",
      description: "Made with 'gnosis-docker token create'; give an assistant its own",
      sensitive: true,
      required: true,
    },
    profile: {
      type: "string",
      title: "Tools",
      description: "observe, operate, develop or admin; never more than the token's role may",
      default: "develop",
      required: false,
    },
  },
  compatibility: { platforms: ["darwin", "linux", "win32"], runtimes: { node: ">=20" } },
};

/** Builds the program and packs it with its manifest into dist.mcpb/; gives the file's path. */
export async function packMcpb() {
  await bundle();
  const dist = join(root, "dist");
  const scripts = readdirSync(dist).filter((file) => file.endsWith(".js"));
  const about = { name, version, type: "module", license };
  const files = [
    { name: "manifest.json", content: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`) },
    { name: "package.json", content: Buffer.from(`${JSON.stringify(about, undefined, 2)}\n`) },
    ...scripts.map((file) => ({ name: `server/${file}`, content: readFileSync(join(dist, file)) })),
  ];
  const out = join(root, "dist.mcpb");
  mkdirSync(out, { recursive: true });
  const path = join(out, `${name}-${version}.mcpb`);
  writeFileSync(path, zip(files));
  return path;
}

if (process.argv[1] === import.meta.filename) console.log(await packMcpb());
