// npm test [-- file …]: installs what is missing, finds or starts an engine, and runs the tests.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

const node = ready();
process.exitCode = await run(node, ["test/support/run-tests.ts", ...process.argv.slice(2)], environment(node));
