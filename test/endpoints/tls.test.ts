import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createEngineClient } from "../../src/engine/create-client.ts";
import type { EndpointTls } from "../../src/engine/endpoint/endpoint.ts";
import { removeOwn } from "../support/engine.ts";
import { startTlsEngine, type TlsEngine } from "../support/tls-engine.ts";
import { failureOf, words } from "./support/failure.ts";

let engine: TlsEngine;
before(async () => {
  engine = await startTlsEngine();
});
after(async () => {
  await engine?.remove();
  await removeOwn();
});

const pem = (file: string) => readFileSync(engine.file(file), "utf8");
const known = () => ({ ca: pem("ca.pem") });
const mine = () => ({ ...known(), cert: pem("client.pem"), key: pem("client.key") });

async function ask(tls: EndpointTls | undefined, timeout = 30_000): Promise<{ ServerVersion: string }> {
  const at = { kind: "tcp", host: "127.0.0.1", port: engine.port } as const;
  const client = createEngineClient({ name: "lab", ...at, ...(tls && { tls }) });
  try {
    return await client.json("GET", "/info", { timeout });
  } finally {
    client.close();
  }
}

test("an engine with --tlsverify takes a client that its CA signed", async () => {
  assert.match((await ask(mine())).ServerVersion, /^26\./);
  assert.match((await ask({ ...mine(), serverName: "localhost" })).ServerVersion, /^26\./);
});

test("each thing that is wrong between the two is named, with what to do", async () => {
  const wrong: readonly (readonly [EndpointTls | undefined, RegExp])[] = [
    [{ ...mine(), ca: pem("other-ca.pem") }, /not signed by the given CA.*Give the CA/s],
    [{ ...mine(), serverName: "engine.example" }, /not made out to engine\.example.*pin the server name/s],
    [known(), /refused our certificate.*CA signed/s],
    [{ ...known(), cert: pem("stranger.pem"), key: pem("stranger.key") }, /refused our certificate/],
    [{ ...known(), cert: pem("expired-client.pem"), key: pem("expired-client.key") }, /certificate: it has expired/],
    [undefined, /wants TLS.*tlsCaFile/s],
  ];
  for (const [tls, expected] of wrong) {
    const error = await failureOf(ask(tls));
    assert.equal(error.code, "ENGINE_UNREACHABLE");
    assert.match(words(error), expected);
  }
});

test("a key of another certificate is told as a mistake here, not there", async () => {
  const error = await failureOf(ask({ ...known(), cert: pem("client.pem"), key: pem("stranger.key") }));
  assert.match(words(error), /key.*certificate|certificate.*key/i);
});

test("an engine whose own certificate has expired is not spoken to", async () => {
  engine.present("expired");
  await engine.kill();
  assert.match(words(await failureOf(ask(mine()))), /Nobody listens/);
  await engine.start();
  assert.match(words(await failureOf(ask(mine()))), /not valid now \(CERT_HAS_EXPIRED\).*clocks/s);
});

test("an engine that accepts connections and says nothing is given up after the caller's time", async () => {
  await engine.pause();
  const error = await failureOf(ask(mine(), 300));
  assert.equal(error.code, "ENGINE_TIMEOUT");
  await engine.unpause();
});
