// npm run bundle: the MCPB bundle for clients that install an MCP server with one click, in dist.mcpb/.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

const node = ready();
process.exitCode = await run(node, ["scripts/setup/mcpb.mjs"], environment(node));
