// npm run screenshots [-- name …]: takes the pictures of the documentation.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

const node = ready();
process.exitCode = await run(node, ["test/browser/screenshots/take.ts", ...process.argv.slice(2)], environment(node));
