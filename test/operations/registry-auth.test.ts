import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { operationsOn } from "../support/guarded-operations.ts";

const operations = operationsOn();
const seen: string[] = [];
// A registry that lets nobody in, and remembers who came.
const registry = createServer((request, response) => {
  const { authorization } = request.headers;
  if (authorization !== undefined) seen.push(Buffer.from(authorization.slice("Basic ".length), "base64").toString());
  response.writeHead(401, { "www-authenticate": 'Basic realm="test"' }).end();
});
const host = process.env["TEST_REGISTRY_HOST"] ?? "127.0.0.1";
await once(registry.listen(0, host), "listening");
const address = `${host}:${(registry.address() as AddressInfo).port}`;
after(() => {
  operations.close();
  registry.closeAllConnections();
  registry.close();
});

test("credentials of every length reach the registry", async () => {
  for (const password of ["secret", "secret1", "secret12"]) {
    const auth = { username: "user", password, server_address: address };
    await assert.rejects(operations.run("image.pull", { image: `${address}/none:1`, auth }), (error: any) => {
      assert.ok(error.status < 600 && !JSON.stringify(error).includes(password), error.message);
      return true;
    });
    assert.ok(seen.includes(`user:${password}`), `${password}: ${JSON.stringify(seen)}`);
  }
});
