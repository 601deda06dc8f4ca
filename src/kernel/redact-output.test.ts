import assert from "node:assert/strict";
import { test } from "node:test";
import { redactOutput, redactValues, secretValues } from "./redact-output.ts";

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
  assert.deepEqual(
    secretValues(["STRIPE=q8Zr41nGm0Tw7xKd", "DB_HOST=database-server-production", "A=/srv/data1/files22/x"]),
    ["q8Zr41nGm0Tw7xKd"],
  );
  assert.equal(redactOutput("sent abcdef123 to x", secrets), "sent [masked] to x");
});

test("known values are masked in every string of a value", () => {
  const value = { command: ["sh", "-c", "use abcdef123"], nested: [{ text: "abcdef123" }], count: 1 };
  assert.deepEqual(redactValues(value, ["abcdef123"]), {
    command: ["sh", "-c", "use [masked]"],
    nested: [{ text: "[masked]" }],
    count: 1,
  });
});
