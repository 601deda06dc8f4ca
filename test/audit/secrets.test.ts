import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { client } from "../support/client.ts";
import { engine, removeOwn } from "../support/engine.ts";
import { labels } from "../support/run-id.ts";
import { startGuarded } from "../proxy/support/guarded.ts";

const secret = "Zx81hunter2Quux";
const guarded = await startGuarded({ roles: ["admin"] });
const { call, dataDir } = guarded.server;
after(async () => {
  await guarded.stop();
  await removeOwn();
});

/** One request to the guarded socket; gives the status. */
function docker(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? "" : JSON.stringify(body);
    const asked = request(
      {
        socketPath: guarded.path("admin"),
        method,
        path,
        headers: {
          host: "docker",
          ...(text === "" ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
          ...headers,
        },
      },
      (response) => {
        response.resume();
        response.once("end", () => resolve(response.statusCode ?? 0));
      },
    );
    asked.once("error", reject).end(text);
  });
}

test("a secret that came in by any door is in no file of the data directory and in no line of the server's log", async () => {
  const made = await call("POST", "/api/containers", {
    image: "busybox:latest",
    command: ["sleep", "60"],
    environment: { DB_PASSWORD: secret, API: secret },
    labels: { ...labels, "app.token": secret },
  });
  assert.ok(made.status < 300, made.text);
  const id = String(made.body.id ?? made.body.container_id ?? made.body.container?.id);
  await engine("POST", `/containers/${id}/start`);
  const exec = { command: ["sh", "-c", `echo --password ${secret}`], environment: { TOKEN: secret } };
  await call("POST", `/api/containers/${id}/exec`, exec);
  const auth = { username: "me", password: secret };
  await call("POST", "/api/images/pull", { image: "127.0.0.1:9/none:1", auth, registry_auth: auth });
  await call("POST", "/api/containers", { image: "busybox", unknown_password: secret });
  await call("GET", `/api/containers?name=${encodeURIComponent(`postgres://a:${secret}@db/`)}`);
  await call("GET", "/api/containers", undefined, { authorization: `Bearer ${secret}` });
  const body = { Image: "busybox:latest", Env: [`PASSWORD=${secret}`], Labels: labels, Cmd: ["sleep", "60"] };
  assert.equal(await docker("POST", "/v1.41/containers/create", body), 201);
  const encoded = Buffer.from(JSON.stringify(auth)).toString("base64");
  await docker("POST", "/v1.41/images/create?fromImage=127.0.0.1:9/none&tag=1", undefined, {
    "x-registry-auth": encoded,
  });
  await docker("POST", `/v1.41/build?buildargs=${encodeURIComponent(JSON.stringify({ NPM: secret }))}`);
  await docker("POST", "/v1.41/auth", { ...auth, serveraddress: "127.0.0.1:9" });
  await docker("POST", `/v1.41/containers/${id}/exec`, { Cmd: ["true"], Env: [`PASSWORD=${secret}`] });

  // A request that can't be read is recorded too.
  const args = encodeURIComponent(JSON.stringify({ NPM: secret }));
  await docker("POST", `/v1.41/build?unknown=1&buildargs=${args}`);
  await docker("POST", `/v1.41/nowhere?x=${secret}`);
  const Data = Buffer.from(secret).toString("base64");
  for (const path of ["/v1.41/secrets/create", "/v1.41/configs/create"])
    await docker("POST", path, { Name: "x", Data });
  const CAConfig = { SigningCAKey: secret };
  await docker("POST", "/v1.41/swarm/init", { ListenAddr: "nowhere", Spec: { CAConfig } });
  await docker("POST", "/v1.41/swarm/join", { ListenAddr: "nowhere", RemoteAddrs: [], JoinToken: secret });
  await docker("POST", "/v1.41/swarm/unlock", { UnlockKey: secret });

  const { body: page } = await call("GET", "/api/audit?limit=1000");
  assert.ok(page.records.length > 8);
  for (const needle of [secret, encoded, Data]) {
    assert.ok(!JSON.stringify(page).includes(needle), "the records");
    assert.ok(!guarded.server.output().includes(needle), "the server's log");
    for (const file of readdirSync(dataDir)) {
      const path = join(dataDir, file);
      if (statSync(path).isFile()) assert.ok(!readFileSync(path).includes(needle), file);
    }
  }
  const masked = page.records.filter((record: unknown) => JSON.stringify(record).includes("hmac:"));
  assert.ok(masked.length >= 6, `only ${masked.length} records hold an HMAC`);
});

test("one can ask where a secret appeared, and asking does not write it down", async () => {
  const found = await call("POST", "/api/audit/search", { secret });
  assert.equal(found.status, 200, found.text);
  const operations = found.body.records.map(({ operation }: { operation: string }) => operation);
  for (const operation of ["container.create", "container.exec"]) assert.ok(operations.includes(operation), operation);
  assert.equal((await call("POST", "/api/audit/search", { secret: `${secret}x` })).body.total, 0);
  assert.ok(!(await call("GET", "/api/audit?limit=1000")).text.includes(secret));
});

test("a sign-in link is good once", async () => {
  await call("POST", "/api/tokens", { name: "ann", role: "viewer" });
  const made = await call("POST", "/api/tokens/ann/link", { expires_in: "1m" });
  assert.equal(made.status, 201, made.text);
  const code = made.body.path.slice("/#code=".length);
  const signIn = () => client(guarded.server.url)("POST", "/ui/sign-in", { code });
  const first = await signIn();
  assert.deepEqual([first.status, first.body.name], [200, "ann"], first.text);
  assert.equal((await signIn()).status, 401);
});

test("the log of a whole server verifies, and says which key signs it", async () => {
  const { body } = await call("GET", "/api/audit/verify");
  assert.equal(body.ok, true, JSON.stringify(body.broken));
  assert.ok(body.records > 10 && body.heads > 0);
  assert.equal(Buffer.from(body.public_key, "base64").length, 32);
});
