import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { bytes, engineSocket, rawCall } from "../support/engine.ts";
import { freePort, startServer } from "../support/server.ts";
import { startGuarded, type Guarded } from "./support/guarded.ts";
import { requestBytes, sendBytes } from "./support/raw-request.ts";

let guarded: Guarded;

before(async () => {
  guarded = await startGuarded({ roles: ["viewer"] });
});

after(() => guarded?.stop());

test("a guarded socket is its owner's alone unless the settings say otherwise", () => {
  const { mode } = statSync(guarded.path("viewer"));
  assert.equal((mode & 0o777).toString(8), "600");
});

test("a second request before the first is answered ends the connection", async () => {
  const one = requestBytes("GET", "/v1.41/containers/json", {});
  const { text } = await sendBytes(guarded.path("viewer"), Buffer.concat([one, one]));
  assert.ok((text.match(/HTTP\/1\.1 200/g) ?? []).length <= 1, text.slice(0, 200));
});

test("requests one after the other share a connection", async () => {
  const socket = connect(guarded.path("viewer"));
  let text = "";
  socket.on("data", (part) => (text += part.toString()));
  for (let at = 1; at <= 3; at++) {
    socket.write(requestBytes("GET", "/_ping", {}));
    while ((text.match(/OK$|OK(?=HTTP)/g) ?? []).length < at) await new Promise((done) => setTimeout(done, 10));
  }
  socket.destroy();
});

test("a refused request is recorded with what was asked and why", async () => {
  await sendBytes(guarded.path("viewer"), requestBytes("POST", "/v1.41/nowhere/at/all", { "Content-Length": "0" }));
  const listed = await guarded.server.call("GET", "/api/audit?limit=50");
  assert.match(JSON.stringify(listed.body), /nowhere\/at\/all/);
});

test("too long a head is refused", async () => {
  const answer = await sendBytes(
    guarded.path("viewer"),
    requestBytes("GET", `/containers/json?filters=${"a".repeat(70_000)}`, {}),
  );
  assert.ok(answer.status === 431 || answer.status === 400, String(answer.status));
});

test("over TCP a client needs a certificate of the CA in the settings", async () => {
  const directory = mkdtempSync(join(tmpdir(), "gd-tls-"));
  const file = (name: string): string => join(directory, name);
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { stdio: "ignore", cwd: directory });
  const port = await freePort();
  try {
    for (const ca of ["ca", "other"])
      openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        `${ca}.key`,
        "-out",
        `${ca}.pem`,
        "-days",
        "2",
        "-subj",
        `/CN=${ca}`,
      );
    writeFileSync(file("san"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    for (const [name, ca] of [
      ["server", "ca"],
      ["client", "ca"],
      ["stranger", "other"],
    ] as const) {
      openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        `${name}.key`,
        "-out",
        `${name}.csr`,
        "-subj",
        `/CN=${name}`,
      );
      openssl(
        "x509",
        "-req",
        "-in",
        `${name}.csr`,
        "-CA",
        `${ca}.pem`,
        "-CAkey",
        `${ca}.key`,
        "-CAcreateserial",
        "-days",
        "2",
        "-extfile",
        "san",
        "-out",
        `${name}.pem`,
      );
    }
    writeFileSync(
      file("config.yaml"),
      `engine: unix://${engineSocket()}\nsockets:\n  - { name: tls, role: viewer, tcp: "127.0.0.1:${port}", tlsCertFile: ${file("server.pem")}, tlsKeyFile: ${file("server.key")}, tlsClientCaFile: ${file("ca.pem")} }\n`,
    );
    const server = await startServer({ env: { GNOSIS_CONFIG: file("config.yaml") } });
    const ask = (name?: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const identity =
          name === undefined ? {} : { cert: readFileSync(file(`${name}.pem`)), key: readFileSync(file(`${name}.key`)) };
        request(
          { host: "127.0.0.1", port, path: "/_ping", ca: readFileSync(file("ca.pem")), agent: false, ...identity },
          (answer) => {
            bytes(answer).then((body) => resolve(body.toString()), reject);
          },
        )
          .once("error", reject)
          .end();
      });
    try {
      assert.equal(await ask("client"), "OK");
      await assert.rejects(ask());
      await assert.rejects(ask("stranger"));
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test("a socket that another program listens on is not taken away", async () => {
  await assert.rejects(startGuardedAt(guarded.path("viewer")), /Another program listens/);
  assert.equal((await rawCall("GET", "/_ping", { socketPath: guarded.path("viewer") })).resume().statusCode, 200);
});

async function startGuardedAt(path: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "gd-again-"));
  const config = join(directory, "config.yaml");
  writeFileSync(
    config,
    `engine: unix://${engineSocket()}\nsockets:\n  - { name: again, role: viewer, path: ${path} }\n`,
  );
  try {
    const server = await startServer({ env: { GNOSIS_CONFIG: config } });
    await server.stop();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
