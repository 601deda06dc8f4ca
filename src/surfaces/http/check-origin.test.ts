import assert from "node:assert/strict";
import { test } from "node:test";
import { checkOrigin } from "./check-origin.ts";

const from = (origin: string | undefined, fetchSite?: string, navigates = false): void =>
  checkOrigin({ host: "localhost:5680", origin, fetchSite, navigates });

test("programs, which send no Origin, pass", () => from(undefined));

test("the server's own pages pass", () => from("http://localhost:5680", "same-origin"));

test("other sites are refused, also those whose name begins like ours, and sandboxed frames", () => {
  for (const origin of [
    "http://evil.example",
    "http://localhost.evil.example",
    "http://localhost:56800",
    "null",
    "http://localhost",
  ]) {
    assert.throws(() => from(origin), /not answered/, origin);
  }
});

test("a request that another site makes without Origin is refused, and a link from there is followed", () => {
  assert.throws(() => from(undefined, "cross-site"), /not answered/);
  from(undefined, "cross-site", true);
});
