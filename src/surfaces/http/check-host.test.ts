import assert from "node:assert/strict";
import { test } from "node:test";
import { GnosisError } from "../../kernel/errors.ts";
import { checkHost } from "./check-host.ts";

const denied = (error: unknown): boolean => error instanceof GnosisError && error.code === "HOST_DENIED";

test("loopback names are answered with and without a port", () => {
  for (const host of ["localhost", "localhost:5680", "127.0.0.1:5680", "[::1]:5680", "LOCALHOST:1"])
    checkHost([host], []);
});

test("a name that somebody else's DNS points here is refused", () => {
  for (const host of [
    "evil.example",
    "localhost.evil.example:5680",
    "127.0.0.1.nip.io",
    "127.0.0.1:x",
    "",
    "a@localhost",
  ]) {
    assert.throws(() => checkHost([host], []), denied, host);
  }
});

test("two Host headers, and none, are refused", () => {
  assert.throws(() => checkHost(["localhost", "localhost"], []), denied);
  assert.throws(() => checkHost([], []), denied);
});

test("a name that was allowed is answered", () => {
  checkHost(["docker.home.arpa:5680"], ["Docker.Home.Arpa"]);
});
