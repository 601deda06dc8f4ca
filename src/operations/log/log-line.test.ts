import assert from "node:assert/strict";
import { test } from "node:test";
import { templateOf } from "./log-line.ts";

test("lines that differ only in numbers, times, ids and addresses have one template", () => {
  assert.equal(templateOf("GET /a 200 in 12ms from 10.0.0.1:443"), templateOf("GET /a 404 in 3ms from 10.9.0.1:80"));
  assert.equal(
    templateOf("2026-01-01T00:00:00Z job 0d9f5f6e-1111-4222-8333-444455556666 done"),
    templateOf("2026-01-02T10:00:00.5Z job aaaaaaaa-1111-4222-8333-444455556666 done"),
  );
  assert.notEqual(templateOf("opened"), templateOf("closed"));
});
