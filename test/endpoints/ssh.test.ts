import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { EngineClient } from "../../src/engine/client.ts";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { parseHost } from "../../src/engine/endpoint/parse-host.ts";
import { createContainer, engineSocket, removeOwn } from "../support/engine.ts";
import { program } from "../support/prepare/program.ts";
import { freePort } from "../support/server.ts";
import { type SshServer, startSshServer } from "../support/ssh-server.ts";
import { failureOf, words } from "./support/failure.ts";

let ssh: SshServer;
before(async () => {
  ssh = await startSshServer();
});
after(async () => {
  await ssh?.remove();
  await removeOwn();
});

const at = (name: string) => join(ssh.directory, name);

/** A client of the engine behind the server, with that ssh configuration; ours when absent. */
function clientOf(address = ssh.address(engineSocket()), options = ["-F", ssh.config]): EngineClient {
  const endpoint = parseHost("far", address);
  assert(endpoint.kind === "ssh");
  return createEngineClient({ ...endpoint, options });
}

async function using<T>(client: EngineClient, work: (client: EngineClient) => Promise<T>): Promise<T> {
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

const info = (client: EngineClient) => client.json<{ ServerVersion: string }>("GET", "/info");
const write = (name: string, text: string): string => {
  writeFileSync(at(name), text, { mode: 0o600 });
  return at(name);
};

test("calls, streams and handed-over connections go over one login, which is used again", async () => {
  await ssh.kill();
  await ssh.start();
  await using(clientOf(), async (client) => {
    await Promise.all(Array.from({ length: 6 }, () => info(client)));
    const { id } = await createContainer({ command: ["sleep", "600"] });
    const { body } = await client.open("GET", `/containers/${id}/logs`, { query: { stdout: true, follow: true } });
    body.destroy();
    const exec = await client.json<{ Id: string }>("POST", `/containers/${id}/exec`, {
      body: { Cmd: ["cat"], AttachStdin: true, AttachStdout: true },
    });
    const { socket } = await client.tunnel("POST", `/exec/${exec.Id}/start`, { body: { Detach: false, Tty: true } });
    socket.end("over and back\n");
    let said = "";
    for await (const part of socket) said += String(part);
    assert.match(said, /over and back/);
  });
  assert.equal(ssh.logins(), 1);
});

test("more streams than one connection may carry get a further one, and none is refused", async () => {
  await using(clientOf(), async (client) => {
    const before = ssh.logins();
    const opened = await Promise.all(
      Array.from({ length: 14 }, () => client.open("GET", "/events", { query: { since: 1 } })),
    );
    assert.ok(ssh.logins() - before <= 3, `${ssh.logins() - before} logins for 14 streams`);
    for (const { body } of opened) body.destroy();
  });
});

test("a host that known_hosts doesn't have is not spoken to, whatever the configuration says", async () => {
  const lax = write(
    "lax",
    `${readFileSync(ssh.config, "utf8").replaceAll(ssh.knownHosts, at("none"))}  StrictHostKeyChecking no\n`,
  );
  const error = await using(clientOf(undefined, ["-F", lax]), (client) => failureOf(info(client)));
  assert.equal(error.code, "ENGINE_UNREACHABLE");
  assert.match(words(error), /host key of 127\.0\.0\.1 is unknown.*fingerprint.*by hand/s);
});

test("a host whose key has changed is not spoken to, and a failed host is not hammered", async () => {
  await ssh.kill();
  await ssh.changeHostKey();
  await ssh.start();
  await using(clientOf(), async (client) => {
    const errors = await Promise.all(Array.from({ length: 5 }, () => failureOf(info(client))));
    for (const error of errors) assert.match(words(error), /not the one that known_hosts has.*ssh-keygen -R/s);
    assert.equal(ssh.attempts(), 1, "those who come together share one attempt");
  });
  const key = readFileSync(at("host.pub"), "utf8").split(" ").slice(0, 2).join(" ");
  writeFileSync(ssh.knownHosts, `[127.0.0.1]:${ssh.port} ${key}\n`);
  await using(clientOf(), info);
});

test("a key that the host doesn't know, and one that needs a passphrase, are refused without a question", async () => {
  for (const [name, phrase] of [
    ["stranger", ""],
    ["locked", "a phrase"],
  ] as const) {
    await program("ssh-keygen", ["-q", "-t", "ed25519", "-N", phrase, "-f", at(name)]);
    const options = ["-F", "none", "-i", at(name), "-o", "IdentitiesOnly=yes", "-o", `UserKnownHostsFile=${ssh.knownHosts}`]; // prettier-ignore
    const error = await using(clientOf(undefined, options), (client) => failureOf(info(client)));
    assert.match(words(error), /refused the login.*ssh-agent/s);
  }
});

test("a key with a passphrase is used when the user's agent holds it", async () => {
  appendFileSync(at("authorized"), readFileSync(at("locked.pub"), "utf8"));
  const socket = at("agent");
  const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: ["ignore", "pipe", "inherit"] });
  const before = process.env["SSH_AUTH_SOCK"];
  try {
    await once(agent.stdout, "data");
    process.env["SSH_AUTH_SOCK"] = socket;
    const ask = write("ask", "#!/bin/sh\necho 'a phrase'\n");
    await program("chmod", ["700", ask]);
    await program("ssh-add", ["-q", at("locked")], { env: { SSH_ASKPASS: ask, SSH_ASKPASS_REQUIRE: "force" } });
    const options = ["-F", "none", "-o", `UserKnownHostsFile=${ssh.knownHosts}`];
    assert.match((await using(clientOf(undefined, options), info)).ServerVersion, /\d/);
  } finally {
    if (before === undefined) delete process.env["SSH_AUTH_SOCK"];
    else process.env["SSH_AUTH_SOCK"] = before;
    agent.kill();
  }
});

test("names, ports and jump hosts of the user's configuration are followed", async () => {
  const base = readFileSync(ssh.config, "utf8");
  const alias = `Host lab\n  HostName 127.0.0.1\n  Port ${ssh.port}\nHost behind\n  HostName 127.0.0.1\n  Port ${ssh.port}\n  ProxyJump lab\n`;
  const config = write("aliases", alias + base);
  for (const [name, logins] of [
    ["lab", 1],
    ["behind", 2],
  ] as const) {
    const before = ssh.logins();
    await using(clientOf(`ssh://${name}${engineSocket()}`, ["-F", config]), info);
    assert.equal(ssh.logins() - before, logins);
  }
});

test("an engine that isn't there, a port where nobody listens and a host without a name are told apart", async () => {
  const cases = [
    [ssh.address("/nowhere/docker.sock"), /was reached, but no engine answers there on \/nowhere/],
    [`ssh://${ssh.user}@127.0.0.1:${await freePort()}`, /Nobody listens on 127\.0\.0\.1, port/],
    ["ssh://no-such-host.invalid", /can't be resolved/],
  ] as const;
  for (const [address, expected] of cases) {
    const error = await using(clientOf(address), (client) => failureOf(info(client)));
    assert.equal(error.code, "ENGINE_UNREACHABLE");
    assert.match(words(error), expected);
  }
});

test("a host that accepts connections and says nothing is given up after the caller's time", async () => {
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as { port: number };
  const error = await using(clientOf(`ssh://127.0.0.1:${port}`), (client) =>
    failureOf(client.json("GET", "/info", { timeout: 300 })),
  );
  assert.equal(error.code, "ENGINE_TIMEOUT");
  silent.close();
});

test("a restart of the SSH server between two calls is not noticed by what only reads", async () => {
  await using(clientOf(), async (client) => {
    await info(client);
    await ssh.kill();
    await ssh.start();
    assert.match((await info(client)).ServerVersion, /\d/);
  });
});
