import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hmacReplace, isSecretName, redact, redactArguments, redactEnvironment, redactText } from "./redaction.ts";

const key = Buffer.alloc(32, 7);
const replace = hmacReplace(key);
const mask = (secret: string): string => replace(secret, "");
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";

test("a create body keeps its names and loses its secrets", () => {
  const body = {
    Image: "postgres:17",
    Env: ["POSTGRES_PASSWORD=hunter2", "PATH=/bin", "PG_VERSION=17", "SOMETHING=private", "EMPTY=", "PASSED_ON"],
    Labels: { "app.role": "db", "app.api-key": "k-123", "traefik.http.middlewares.a.basicauth.users": "u:$apr1$x" },
    Cmd: ["serve", "--password", "hunter3", "--token=abcdef", "--verbose", "x"],
  };
  assert.deepEqual(JSON.parse(JSON.stringify(redact(body))), {
    Image: "postgres:17",
    Env: ["POSTGRES_PASSWORD=[masked]", "PATH=/bin", "PG_VERSION=17", "SOMETHING=[masked]", "EMPTY=", "PASSED_ON"],
    Labels: {
      "app.role": "db",
      "app.api-key": "[masked]",
      "traefik.http.middlewares.a.basicauth.users": "[masked]",
    },
    Cmd: ["serve", "--password", "[masked]", "--token=[masked]", "--verbose", "x"],
  });
});

test("registry credentials, build arguments and standard input are masked in every form they come in", () => {
  const shown = JSON.stringify(
    redact({
      headers: { "X-Registry-Auth": "c2VjcmV0", "X-Registry-Config": "c2VjcmV0", "content-type": "application/json" },
      auth: { username: "ann", password: "c2VjcmV0" },
      identitytoken: "c2VjcmV0",
      query: { buildargs: '{"NPM":"c2VjcmV0","HTTP_PROXY":"c2VjcmV0"}', t: "app:1" },
      buildArgs: { NPM: "c2VjcmV0" },
      buildArg: ["NPM=c2VjcmV0"],
      stdin: "c2VjcmV0",
      env: { PIN: 1234, PORT: 80 },
      raw: { stdin: Buffer.from("c2VjcmV0") },
    }),
  );
  assert.doesNotMatch(shown, /c2VjcmV0|1234/);
  assert.match(shown, /app:1/);
  assert.match(shown, /"PORT":80/);
});

for (const [what, secret, text] of [
  ["a token of ours", "gnosis_ab2cd_" + "x".repeat(49), "run with gnosis_ab2cd_" + "x".repeat(49)],
  ["a JWT", jwt, `curl -H 'X: ${jwt}'`],
  ["an AWS key id", "AKIAIOSFODNN7EXAMPLE", "key AKIAIOSFODNN7EXAMPLE."],
  ["a password in a URL", "s3cr3t", "psql postgres://app:s3cr3t@db:5432/app"],
  ["a GitHub token", "ghp_" + "a1".repeat(18), `git clone https://x:ghp_${"a1".repeat(18)}@github.com/a/b`],
  ["a bearer header", "abcdefgh12345", "Authorization: Bearer abcdefgh12345"],
  ["a variable in a shell command", "hunter2", "sh -c 'DB_PASSWORD=hunter2 ./run'"],
  ["a flag in a shell command", "hunter2", "mysql --password hunter2 -h db"],
  ["a private key", "MIIEvQ", "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----"],
] as const) {
  test(`free text: ${what} is masked`, () => {
    const shown = redactText(text);
    assert.ok(!shown.includes(secret), shown);
    assert.ok(shown.includes("[masked]"), shown);
  });
}

test("plain text is left alone", () => {
  for (const text of [
    "restart web",
    "docker build -t app:1.2 .",
    "http://localhost:5680/api",
    "a=b",
    "a token of love",
  ]) {
    assert.equal(redactText(text), text);
  }
});

test("the same secret has the same HMAC wherever it stands, and another key gives another one", () => {
  const whole = mask("hunter2");
  assert.match(whole, /^hmac:[0-9a-f]{8}:[0-9a-f]{64}$/);
  assert.equal(redactText("DB_PASSWORD=hunter2", mask), `DB_PASSWORD=${whole}`);
  assert.notEqual(hmacReplace(Buffer.alloc(32, 8))("hunter2", ""), whole);
});

test("nothing that comes in makes it throw", () => {
  const cyclic: Record<string, unknown> = { a: 1n, b: Symbol("x"), c: () => 1, d: new Date(Number.NaN) };
  cyclic["self"] = cyclic;
  redact(cyclic);
  fc.assert(
    fc.property(fc.anything({ withDate: true, withMap: true, withBigInt: true, withTypedArray: true }), (value) => {
      redact(value, mask);
    }),
    { numRuns: 200 },
  );
});

test("a member called __proto__ stays a member", () => {
  const shown = redact(JSON.parse('{"__proto__":{"password":"x1"}}')) as object;
  assert.equal(JSON.stringify(shown), '{"__proto__":{"password":"[masked]"}}');
});

test("long hostile text takes linear time", () => {
  for (const text of [
    "a".repeat(200_000) + "://",
    "eyJ".repeat(60_000),
    "--password ".repeat(20_000),
    "x_token".repeat(30_000) + "=",
  ]) {
    const start = performance.now();
    redactText(text);
    assert.ok(performance.now() - start < 3_000);
  }
});

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
