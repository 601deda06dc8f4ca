import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { GnosisError } from "../../src/kernel/errors.ts";

const directory = mkdtempSync(join(tmpdir(), "gd-ssh-"));
after(() => rmSync(directory, { recursive: true }));

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("it should have failed"),
    (error: unknown) => {
      assert(error instanceof GnosisError);
      return error;
    },
  );

/** An ssh that logs its arguments, and does what the script says. */
function fakeSsh(script: string): string {
  const program = join(directory, `ssh-${Math.random()}`);
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${directory}/ssh.log\n${script}\n`);
  chmodSync(program, 0o755);
  return program;
}
test("ssh has no terminal to ask at, and is told to trust and to forward nothing", async () => {
  const program = fakeSsh(`cut -d' ' -f1,6,7 /proc/$$/stat >> ${directory}/ssh.log; exit 255`);
  const client = createEngineClient({ name: "far", kind: "ssh", host: "box", user: "me", port: 2222, program });
  await failure(client.json("GET", "/info"));
  const [args = "", stat = ""] = readFileSync(join(directory, "ssh.log"), "utf8").split("\n");
  assert.match(args, /BatchMode=yes.*StrictHostKeyChecking=yes.*ForwardAgent=no.*-T -l me -p 2222 .*-- box$/);
  const [pid, session, terminal] = stat.split(" ");
  assert.deepEqual([session, terminal], [pid, "0"], "it leads a session of its own, which has no terminal");
  client.close();
});

test("what ssh complains about is in the error, with what to do", async () => {
  const cases = [
    ["me@box: Permission denied (publickey).", /refused the login.*key/s],
    ["Host key verification failed.", /host key.*known_hosts/s],
    ["sh: 1: docker: not found", /no docker command.*Install/s],
  ] as const;
  for (const [complaint, wanted] of cases) {
    const program = fakeSsh(`echo '${complaint}' >&2; exit 255`);
    const client = createEngineClient({ name: "far", kind: "ssh", host: "box", program });
    const error = await failure(client.json("GET", "/info"));
    assert.equal(error.code, "ENGINE_UNREACHABLE");
    assert.match(`${error.message} ${error.next}`, wanted);
    client.close();
  }
});

test("an ssh program that is missing is ENGINE_UNREACHABLE", async () => {
  const client = createEngineClient({ name: "far", kind: "ssh", host: "box", program: join(directory, "none") });
  assert.match((await failure(client.json("GET", "/info"))).next, /OpenSSH/);
  client.close();
});
