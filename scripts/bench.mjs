// npm run bench [-- name …]: measures the product beside the raw engine and prints tables.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";
import { isStale } from "./setup/stale.mjs";

const node = ready();
const env = environment(node);
const code = isStale() ? await run(node, ["scripts/setup/bundle.mjs"], env) : 0;
process.exitCode = code || (await run(node, ["bench/bench.ts", ...process.argv.slice(2)], env));
