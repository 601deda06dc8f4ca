import { readFileSync } from "node:fs";
import { createContainer, engine, labels, removeOwn } from "../test/support/engine.ts";
import { startServer } from "../test/support/server.ts";
import { program } from "./built-server.ts";
const prof = process.argv[2];
const server = await startServer({
  command: [process.execPath, ...(prof ? ["--cpu-prof", `--cpu-prof-dir=${prof}`] : []), program],
  env: { GNOSIS_LOG_LEVEL: "warn", NODE_ENV: "production" },
});
const cpu = () => {
  const f = readFileSync(`/proc/${server.process.pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(f[11]) + Number(f[12])) * 10;
};
await createContainer();
for (let i = 0; i < 99; i++)
  await engine("POST", "/containers/create", { Image: "busybox:latest", Cmd: ["sleep", "1000"], Labels: labels });
await new Promise((r) => setTimeout(r, 12000));
const b = cpu();
await new Promise((r) => setTimeout(r, 40000));
console.log(
  "idle ms CPU in 40 s",
  cpu() - b,
  "threads",
  readFileSync(`/proc/${server.process.pid}/status`, "utf8").match(
    /Threads:\s+(\d+)|nonvoluntary_ctxt_switches:\s+\d+/g,
  ),
);
await server.stop();
await removeOwn();
