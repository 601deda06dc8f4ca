import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { cleanEnvironment, program, runCli } from "./run-cli.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-docker-complete-"));
after(() => rmSync(directory, { recursive: true, force: true }));
writeFileSync(join(directory, "gnosis-docker"), `#!/bin/sh\nexec '${program.join("' '")}' "$@"\n`, { mode: 0o755 });
const env = cleanEnvironment({
  PATH: `${directory}:${process.env["PATH"] ?? ""}`,
  GNOSIS_DOCKER_URL: "http://127.0.0.1:1",
});

const has = (shell: string): boolean => {
  try {
    execFileSync(shell, ["-c", "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** What bash would offer for a line with the cursor at its end. */
async function inBash(line: string): Promise<string[]> {
  const { output: script } = await runCli(["completion", "bash"]);
  const harness = `${script}
COMP_LINE=$1 COMP_POINT=\${#1}
_gnosis_docker
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", harness, "bash", line], { env, encoding: "utf8" }).trim().split("\n");
}

test("bash completes commands, verbs, flags and choices", { skip: !has("bash") }, async () => {
  assert.deepEqual(await inBash("gnosis-docker doc"), ["doctor"]);
  assert.deepEqual(await inBash("gnosis-docker container unp"), ["unpause"]);
  assert.deepEqual(await inBash("gnosis-docker container list --stat"), ["--status"]);
  assert.deepEqual(await inBash("gnosis-docker container list --status ru"), ["running"]);
});

test(
  "bash inserts only what follows an equals sign, since it has cut the word there",
  { skip: !has("bash") },
  async () => {
    assert.deepEqual(await inBash("gnosis-docker container list --status=ru"), ["running"]);
  },
);

test(
  "bash offers nothing, and complains of nothing, when the server can't be asked",
  { skip: !has("bash") },
  async () => {
    assert.deepEqual(await inBash("gnosis-docker container restart w"), [""]);
  },
);

test("zsh and fish take their scripts", async () => {
  for (const shell of ["zsh", "fish"].filter(has)) {
    const { output } = await runCli(["completion", shell]);
    const load = shell === "zsh" ? `autoload -U compinit; compinit -u -D\n${output}` : output;
    execFileSync(shell, ["-c", load], { env, encoding: "utf8" });
    if (shell !== "fish") continue;
    const offered = execFileSync("fish", ["-c", `${output}\ncomplete -C 'gnosis-docker container unp'`], {
      env,
      encoding: "utf8",
    });
    assert.equal(offered.trim(), "unpause");
  }
});
