// The integration tests of Docker's own Go client, on the raw socket of an Engine 26.1 and through a guarded socket of the role admin
// before it: every test must come to the same result. Arguments: the packages to run, all when none is given.
import { setTimeout as delay } from "node:timers/promises";
import { engine, bytes, rawCall, removeOwn, createContainer } from "../../support/engine.ts";
import { startGuarded } from "../../proxy/support/guarded.ts";
import { startNewerEngine } from "../../support/newer-engine.ts";
import { sources, suiteImage, suites } from "./suite-image.ts";

/** Milliseconds for which an engine remembers some of a run that is over, such as a session's name. */
const remembered = 20_000;

/** Images that the tests want: any will do that has a shell and its tools. */
const wanted = ["busybox:glibc", "hello-world:frozen", "hello-world:latest", "debian:bullseye-slim", "debian:buster"];

/** Runs one package and gives the result of each of its tests by name. */
async function run(suite: string, socket: string, directory: string): Promise<ReadonlyMap<string, string>> {
  const { id } = await createContainer({
    image: await suiteImage(),
    command: [`/suite/${suite.replace("/", "-")}.test`, "-test.v", "-test.timeout=480s"],
    env: [`DOCKER_HOST=unix://${socket}`, `TMPDIR=${directory}`, "DOCKER_API_VERSION=1.41", "DOCKER_REMOTE_DAEMON=1"],
    config: { WorkingDir: `${sources}/${suite}` },
    hostConfig: { Binds: [`${directory}:${directory}`], NetworkMode: "none" },
  });
  await engine("POST", `/containers/${id}/wait`);
  const log = await bytes(await rawCall("GET", `/containers/${id}/logs?stdout=true&stderr=true`));
  await engine("DELETE", `/containers/${id}`);
  const text = log.toString("utf8");
  if (process.env["VERBOSE"] === "1") console.log(text);
  return new Map(
    [...text.matchAll(/--- (PASS|FAIL|SKIP): (\S+) \(/g)].map(([, result = "", name = ""]) => [name, result]),
  );
}

/** Prints what came of a package, and gives how many of its tests had different results. */
function report(
  suite: string,
  direct: ReadonlyMap<string, string> = new Map(),
  through: typeof direct = new Map(),
): number {
  const names = [...new Set([...direct.keys(), ...through.keys()])].sort();
  const other = names.filter((name) => direct.get(name) !== through.get(name));
  const count = (of: typeof direct) => [...of.values()].filter((result) => result === "PASS").length;
  console.log(
    `${suite}: ${names.length} tests, ${count(direct)} pass raw, ${count(through)} guarded, ${other.length} differ`,
  );
  for (const name of other)
    console.log(`  ${name}: raw ${direct.get(name) ?? "-"}, guarded ${through.get(name) ?? "-"}`);
  return other.length;
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : suites;
const newer = await startNewerEngine();
let differing = 0;
try {
  await newer.dind.load("busybox:latest");
  for (const each of wanted) await newer.dind.run("docker", "tag", "busybox:latest", each);
  const { DOCKER_HOST: host = "", TMPDIR: directory = "" } = newer.env;
  const raw = host.replace("unix://", "");
  // The guarded socket lies where the container of the tests has it too.
  process.env["TMPDIR"] = directory;
  const guarded = await startGuarded({ roles: ["admin"], engine: raw });
  delete process.env["TMPDIR"];
  try {
    const results = async (socket: string) => {
      const found = new Map<string, ReadonlyMap<string, string>>();
      for (const suite of chosen) found.set(suite, await run(suite, socket, directory));
      return found;
    };
    // One after the other, with a pause.
    const direct = await results(raw);
    await delay(remembered);
    const through = await results(guarded.path("admin"));
    for (const suite of chosen) differing += report(suite, direct.get(suite), through.get(suite));
  } finally {
    await guarded.stop();
  }
} finally {
  await newer.remove();
  await removeOwn();
}
process.exitCode = differing === 0 ? 0 : 1;
