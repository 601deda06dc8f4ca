// npm run dev [-- option …]: serves from the sources and starts anew whenever one changes.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

const node = ready();
const args = ["--watch", "--watch-preserve-output", "src/app/main.ts", "serve", ...process.argv.slice(2)];
process.exitCode = await run(node, args, environment(node));
