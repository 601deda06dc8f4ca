import assert from "node:assert/strict";
import { test } from "node:test";
import { closest } from "./closest.ts";

test("the closest names come first and strangers not at all", () => {
  assert.deepEqual(closest("wbe", ["web", "db", "worker"]), ["web"]);
  assert.deepEqual(closest("GNOSIS_PROT", ["GNOSIS_PORT", "GNOSIS_HOST", "HOME"])[0], "GNOSIS_PORT");
  assert.deepEqual(closest("shop-web", ["web", "zzz"]), ["web"]);
  assert.deepEqual(closest("zzzz", ["web", "db"]), []);
});

test("never more than three names are suggested", () => {
  assert.equal(closest("web", ["web1", "web2", "web3", "web4"]).length, 3);
});
