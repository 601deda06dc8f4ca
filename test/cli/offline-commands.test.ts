import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runCli } from "./run-cli.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-cli-"));
after(() => rmSync(directory, { recursive: true, force: true }));

test("without a command the overview is on standard error and the exit code says usage", async () => {
  const { code, output, errors } = await runCli([]);
  assert.equal(code, 2);
  assert.equal(output, "");
  assert.match(errors, /Usage: gnosis-docker COMMAND/);
  const asked = await runCli(["--help"]);
  assert.equal(asked.code, 0);
  assert.equal(asked.output, errors);
});

test("the version is one line", async () => {
  assert.match((await runCli(["--version"])).output, /^gnosis-docker \d+\.\d+\.\d+\n$/);
});

test("an unknown command, noun, verb or flag names the closest one", async () => {
  const cases: [string[], RegExp][] = [
    [["doctro"], /did you mean: doctor/],
    [["contianer", "list"], /did you mean: container/],
    [["container", "retsart", "web"], /did you mean: container restart/],
    [["container", "list", "--al"], /did you mean: --all/],
    [["doctor", "--prot", "1"], /Did you mean --port\?/],
    [["ps"], /did you mean: container list/],
    [["container", "exec", "-it", "web", "sh"], /docker CLI over a guarded socket/],
  ];
  for (const [argv, expected] of cases) {
    const { code, output, errors } = await runCli(argv);
    assert.equal(code, 2, argv.join(" "));
    assert.equal(output, "");
    assert.match(errors, expected);
  }
});

test("config print tells where each value comes from and masks secrets", async () => {
  const file = join(directory, "settings.yaml");
  writeFileSync(file, "statsInterval: 5s\nmountRoots:\n  - /srv\n");
  const { code, output } = await runCli(["config", "print", "--config", file, "--port", "7000"], {
    env: { GNOSIS_ADMIN_TOKEN: "s".repeat(40), GNOSIS_LOG_LEVEL: "debug" },
  });
  assert.equal(code, 0);
  for (const line of [
    /^port +7000 +flag --port$/m,
    /^logLevel +debug +environment GNOSIS_LOG_LEVEL$/m,
    new RegExp(`^mountRoots +/srv +${file}, line 2$`, "m"),
    /^adminToken +\*{8} +environment GNOSIS_ADMIN_TOKEN$/m,
    /^anonymousRole +none +default$/m,
  ])
    assert.match(output, line);
  assert.ok(!output.includes("ssss"));
});

test("mistakes in the settings are told with their place, and nothing starts", async () => {
  const file = join(directory, "wrong.yaml");
  writeFileSync(file, "port: 5680\nstatsIntervall: 5s\n");
  const cases: [string[], Record<string, string>, RegExp][] = [
    [
      ["serve", "--config", file],
      {},
      /wrong\.yaml, line 2: there is no setting 'statsIntervall'[^]*Did you mean 'statsInterval'/,
    ],
    [["serve"], { GNOSIS_ANONYMUS_ROLE: "admin" }, /GNOSIS_ANONYMUS_ROLE[^]*Did you mean GNOSIS_ANONYMOUS_ROLE/],
    [["serve", "--port", "abc"], {}, /flag --port: port: 'abc' is not a whole number/],
    [
      ["serve"],
      { GNOSIS_ADMIN_TOKEN_FILE: "/nowhere/token" },
      /GNOSIS_ADMIN_TOKEN_FILE: the file '\/nowhere\/token' can't be read: ENOENT/,
    ],
    [
      ["container", "list"],
      { GNOSIS_DOCKER_URL: "localhost:5680" },
      /dockerUrl: 'localhost:5680' is not an http or https address/,
    ],
  ];
  for (const [argv, env, expected] of cases) {
    const { code, errors } = await runCli(argv, { env });
    assert.equal(code, 2, errors);
    assert.match(errors, /^CONFIG_INVALID {2}/);
    assert.match(errors, expected);
  }
});

test("health and operations say so when no server answers, each with its exit code", async () => {
  const health = await runCli(["health", "--port", "1"]);
  assert.equal(health.code, 1);
  assert.match(health.errors, /127\.0\.0\.1:1\/healthz: ECONNREFUSED/);
  const list = await runCli(["container", "list"], { env: { GNOSIS_DOCKER_URL: "http://127.0.0.1:1" } });
  assert.equal(list.code, 5);
  assert.match(list.errors, /^SERVER_UNREACHABLE {2}No Gnosis Docker server answers at http:\/\/127\.0\.0\.1:1/);
});

test("doctor tells what it found without a server and without an engine", async () => {
  const dataDir = join(directory, "data");
  const { code, output } = await runCli(["doctor", "--format", "json", "--data-dir", dataDir, "--port", "1"], {
    env: { DOCKER_HOST: "unix:///nowhere/docker.sock" },
  });
  assert.equal(code, 1);
  const { ok, findings } = JSON.parse(output) as {
    ok: boolean;
    findings: { check: string; severity: string; message: string; fix?: string }[];
  };
  assert.equal(ok, false);
  assert.deepEqual(
    [...new Set(findings.filter(({ severity }) => severity === "error").map(({ check }) => check))],
    ["engine default"],
  );
  for (const { severity, fix } of findings) assert.ok(severity !== "error" || (fix ?? "") !== "");
});

test("every operation has help with its usage, examples and risk", async () => {
  const { output } = await runCli(["container", "--help"]);
  const verbs = [...output.matchAll(/^ {2}([a-z-]+) /gm)].map(([, verb = ""]) => verb);
  assert.ok(verbs.length > 20, output);
  for (const verb of verbs.slice(0, 3)) {
    const help = await runCli(["container", verb, "--help"]);
    assert.equal(help.code, 0);
    assert.match(help.output, new RegExp(`^Usage: gnosis-docker container ${verb}[^]*Examples:[^]*Risk: `));
  }
});

test("completion scripts are there for three shells, and complete what needs no server", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, output } = await runCli(["completion", shell]);
    assert.equal(code, 0);
    assert.match(output, /gnosis-docker __complete/);
  }
  assert.equal((await runCli(["completion", "tcsh"])).code, 2);
  assert.equal((await runCli(["__complete", "gnosis-docker image pu"])).output, "pull\npush\n");
});
