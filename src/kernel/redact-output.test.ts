import assert from "node:assert/strict";
import { test } from "node:test";
import { redactOutput, secretValues } from "./redact-output.ts";

test("assignments whose name looks secret lose their value, in every usual notation", () => {
  assert.equal(redactOutput("connect password=hunter2 host=db"), "connect password=[masked] host=db");
  assert.equal(redactOutput('{"apiKey":"abc","user":"me"}'), '{"apiKey":"[masked]","user":"me"}');
  assert.equal(redactOutput("DB_PASSWORD: s3cr3t!x"), "DB_PASSWORD: [masked]");
  assert.equal(redactOutput("client_secret = 'a b c'"), "client_secret = '[masked]'");
  assert.equal(redactOutput("postgres://u:pw@db/x"), "postgres://u:[masked]@db/x");
});

test("ordinary text stays as it is", () => {
  for (const text of ["password: required", "listening on port=80", "a=b"]) {
    assert.equal(redactOutput(text), text);
  }
});

test("known values are masked wherever they stand", () => {
  const secrets = secretValues(["API_TOKEN=abcdef123", "PORT=80", "PASSWORD=ab"]);
  assert.deepEqual(secrets, ["abcdef123"]);
  assert.equal(redactOutput("sent abcdef123 to x", secrets), "sent [masked] to x");
});
