// npm run build: one program with its dependencies inside, in dist/.
import { environment, ready } from "./setup/install.mjs";
import { run } from "./setup/run.mjs";

const node = ready();
process.exitCode = await run(node, ["scripts/setup/bundle.mjs"], environment(node));
