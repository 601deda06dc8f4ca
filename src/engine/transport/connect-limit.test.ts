import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { connect } from "node:tls";
import { limitConnecting } from "./connect-limit.ts";

test("a host that accepts a connection and then says nothing is given up", async () => {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const socket = limitConnecting(connect({ host: "127.0.0.1", port }), "secureConnect", 20);
  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  assert.equal(error.code, "ETIMEDOUT");
  server.close();
});
