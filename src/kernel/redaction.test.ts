import assert from "node:assert/strict";
import { test } from "node:test";
import { isSecretName, redact, redactArguments, redactEnvironment, redactText } from "./redaction.ts";

test("environment values are masked unless their name is known to be harmless", () => {
  assert.deepEqual(redactEnvironment(["PATH=/bin", "DATABASE_URL=postgres://u:p@h/d", "EMPTY=", "NODE_VERSION=24"]), [
    "PATH=/bin",
    "DATABASE_URL=[masked]",
    "EMPTY=",
    "NODE_VERSION=24",
  ]);
  assert.equal(redactEnvironment(null), null);
});

test("environment given as an object and build arguments are masked by name", () => {
  assert.deepEqual(redact({ environment: { A: "1", PATH: "/bin" }, build_args: { NPM: "x" }, Env: ["B=2"] }), {
    environment: { A: "[masked]", PATH: "/bin" },
    build_args: { NPM: "[masked]" },
    Env: ["B=[masked]"],
  });
});

test("labels are masked only where their name looks secret", () => {
  assert.deepEqual(redact({ Labels: { "app.token": "abc", tier: "web" } }), {
    Labels: { "app.token": "[masked]", tier: "web" },
  });
});

test("secret-looking options of a command line are masked, in both spellings", () => {
  assert.deepEqual(redactArguments(["serve", "--password=abc", "--token", "xyz", "--port", "80", "API_KEY=1"]), [
    "serve",
    "--password=[masked]",
    "--token",
    "[masked]",
    "--port",
    "80",
    "API_KEY=[masked]",
  ]);
  assert.equal((redact({ command: "run  --secret abc" }) as { command: string }).command, "run  --secret [masked]");
});

test("server tokens, bearer tokens and passwords in URLs are masked inside text", () => {
  assert.equal(redactText("use gnosis_abc123_0123456789abcdefXYZ now"), "use [masked] now");
  assert.equal(redactText("Authorization: Bearer abcdefghijkl"), "Authorization: Bearer [masked]");
  assert.equal(redactText("https://me:pw@example.org/x"), "https://me:[masked]@example.org/x");
});

test("the replacement can keep a trace of the secret", () => {
  assert.deepEqual(
    redact({ password: "x" }, (secret, name) => `${name}:${secret.length}`),
    { password: "password:1" },
  );
});

test("names that only speak of tokens are no secrets", () => {
  for (const name of ["next_token", "token_count", "secret_name"]) assert.equal(isSecretName(name), false, name);
  for (const name of ["DB_PASSWORD", "api-key", "identitytoken", "clientSecret"]) {
    assert.equal(isSecretName(name), true, name);
  }
});
