import assert from "node:assert/strict";
import { test } from "node:test";
import { headerValue, messageHeaders } from "./message.ts";

const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };

test("a message of the new era gets the headers that repeat its body", () => {
  assert.deepEqual(messageHeaders({ id: 1, method: "tools/call", params: { name: "container_list", _meta: meta } }), {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "container_list",
  });
});

test("a message of the old era gets none", () => {
  assert.deepEqual(messageHeaders({ id: 1, method: "tools/call", params: { name: "container_list" } }), {});
});

test("what a header can't hold is written in Base64", () => {
  assert.equal(headerValue("docker://logs/web"), "docker://logs/web");
  assert.equal(headerValue("grün"), `=?base64?${Buffer.from("grün").toString("base64")}?=`);
  assert.equal(headerValue(" a"), `=?base64?${Buffer.from(" a").toString("base64")}?=`);
});
