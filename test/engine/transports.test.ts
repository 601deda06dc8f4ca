import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createServer, type TLSSocket } from "node:tls";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { resolveEndpoint } from "../../src/engine/endpoint/resolve-endpoint.ts";
import { GnosisError } from "../../src/kernel/errors.ts";

const directory = mkdtempSync(join(tmpdir(), "gd-transports-"));
after(() => rmSync(directory, { recursive: true }));
const engine = resolveEndpoint();
assert(engine.kind === "unix", "these tests join to the local socket");

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail("it should have failed"),
    (error: unknown) => {
      assert(error instanceof GnosisError);
      return error;
    },
  );

/** An ssh that logs its arguments, and joins to the local socket what should go to the far one. */
function fakeSsh(script: string): string {
  const program = join(directory, `ssh-${Math.random()}`);
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${directory}/ssh.log\n${script}\n`);
  chmodSync(program, 0o755);
  return program;
}
const dial = `exec node -e '
const s = require("net").connect(process.argv[1]); process.stdin.pipe(s).pipe(process.stdout);' ${engine.socketPath}`;

test("ssh carries calls and streams, asks nothing, and reuses one connection", async () => {
  const client = createEngineClient({
    name: "far",
    kind: "ssh",
    host: "box",
    user: "me",
    port: 2222,
    program: fakeSsh(dial),
  });
  const containers = await client.json("GET", "/containers/json", { query: { all: true } });
  assert(Array.isArray(containers));
  await client.json("GET", "/info");
  const log = readFileSync(join(directory, "ssh.log"), "utf8").trim().split("\n");
  assert.equal(log.length, 1, "three calls one after the other need one session");
  assert.match(
    log[0]!,
    /BatchMode=yes.*ConnectTimeout=\d+.*ControlMaster=auto.*-l me -p 2222 -- box docker system dial-stdio$/,
  );
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

function certificate(name: string, subject: string, issuer?: string): void {
  const at = (file: string) => join(directory, file);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", at(`${name}.key`), ...(issuer ? ["-out", at(`${name}.csr`)] : ["-x509", "-days", "2", "-out", at(`${name}.pem`)]), "-subj", `/CN=${subject}`); // prettier-ignore
  if (!issuer) return;
  writeFileSync(at(`${name}.ext`), `subjectAltName=DNS:${subject}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  openssl("x509", "-req", "-in", at(`${name}.csr`), "-CA", at(`${issuer}.pem`), "-CAkey", at(`${issuer}.key`), "-CAcreateserial", "-days", "2", "-extfile", at(`${name}.ext`), "-out", at(`${name}.pem`)); // prettier-ignore
}

test(
  "TLS takes CA, client certificate and pinned name, and says what is wrong with each",
  { skip: !existsSync("/usr/bin/openssl") },
  async () => {
    certificate("ca", "test CA");
    certificate("other", "other CA");
    certificate("server", "engine.example", "ca");
    certificate("client", "client", "ca");
    const pem = (file: string) => readFileSync(join(directory, file), "utf8");
    const sockets = new Set<TLSSocket>();
    const options = { ca: pem("ca.pem"), cert: pem("server.pem"), key: pem("server.key"), requestCert: true };
    const server = createServer({ ...options, rejectUnauthorized: true }, (socket) => {
      sockets.add(socket);
      const inner = connect(engine.socketPath);
      socket
        .on("error", () => inner.destroy())
        .pipe(inner)
        .on("error", () => {})
        .pipe(socket);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const ask = async (tls: object | undefined) => {
      const client = createEngineClient({ name: "tls", kind: "tcp", host: "127.0.0.1", port, ...(tls && { tls }) });
      try {
        return await client.json<{ ID: string }>("GET", "/info");
      } finally {
        client.close();
      }
    };
    const mine = { cert: pem("client.pem"), key: pem("client.key") };
    assert.equal(typeof (await ask({ ...mine, ca: pem("ca.pem"), serverName: "engine.example" })).ID, "string");
    const wrong = [
      [{ ...mine, ca: pem("ca.pem") }, /not made out to 127\.0\.0\.1/],
      [{ ...mine, ca: pem("other.pem"), serverName: "engine.example" }, /not signed by the given CA/],
      [{ ca: pem("ca.pem"), serverName: "engine.example" }, /refused our certificate|closed the connection/],
      [undefined, /can't be reached/],
    ] as const;
    for (const [tls, wanted] of wrong) {
      const error = await failure(ask(tls));
      assert.equal(error.code, "ENGINE_UNREACHABLE");
      assert.match(error.message, wanted);
    }
    for (const socket of sockets) socket.destroy();
    server.close();
  },
);
