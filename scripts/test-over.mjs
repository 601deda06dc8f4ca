// npm run test:over -- unix|ssh|tls|embedded|newer|newest|podman [file …]: runs the operations' tests by another way to an engine.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

const node = ready();
process.exitCode = await run(node, ["test/support/run-over.ts", ...process.argv.slice(2)], environment(node));
