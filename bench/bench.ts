// npm run bench [-- startup|engine|audit|mcp|live|proxy|endpoints|sandboxes|streams|dashboard]: every performance claim of the project, measured on this machine.
import { ensureEngine } from "../test/support/prepare/ensure-engine.ts";
import { audit } from "./audit.ts";
import { besideEngine } from "./beside-engine.ts";
import { dashboard } from "./dashboard.ts";
import { endpoints } from "./endpoints.ts";
import { mcp } from "./mcp.ts";
import { liveState } from "./live-state.ts";
import { proxy } from "./proxy.ts";
import { sandboxes } from "./sandboxes.ts";
import { startup } from "./startup.ts";
import { streams } from "./streams.ts";

const benches: Readonly<Record<string, () => Promise<void>>> = {
  startup,
  engine: besideEngine,
  audit,
  mcp,
  live: liveState,
  proxy,
  endpoints,
  sandboxes,
  streams,
  dashboard,
};

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => benches[name] === undefined);
if (unknown !== undefined) {
  console.error(`There is no bench '${unknown}'; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
await ensureEngine();
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length === 0 || chosen.includes(name)) await bench();
}
