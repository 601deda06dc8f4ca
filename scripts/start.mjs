// npm start [-- option …]: installs and builds what is missing, and serves in the foreground.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";
import { isStale } from "./setup/stale.mjs";

const node = ready();
const env = environment(node);
let code = 0;
if (isStale()) {
  console.error("start: building");
  code = await run(node, ["scripts/setup/bundle.mjs"], env);
}
process.exitCode = code || (await run(node, ["dist/gnosis-docker.js", "serve", ...process.argv.slice(2)], env));
