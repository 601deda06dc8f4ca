// npm run bench [-- name …]: measures the product beside the raw engine and prints tables.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

const node = ready();
process.exitCode = await run(node, ["bench/bench.ts", ...process.argv.slice(2)], environment(node));
