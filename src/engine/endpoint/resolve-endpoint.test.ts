import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { endpointAddress } from "./endpoint.ts";
import { resolveEndpoint } from "./resolve-endpoint.ts";

const directory = mkdtempSync(join(tmpdir(), "gd-config-"));
after(() => rmSync(directory, { recursive: true }));

function context(name: string, docker: object, files: Record<string, string> = {}): void {
  const id = createHash("sha256").update(name).digest("hex");
  mkdirSync(join(directory, "contexts/meta", id), { recursive: true });
  writeFileSync(
    join(directory, "contexts/meta", id, "meta.json"),
    JSON.stringify({ Name: name, Endpoints: { docker } }),
  );
  mkdirSync(join(directory, "contexts/tls", id, "docker"), { recursive: true });
  for (const [file, text] of Object.entries(files))
    writeFileSync(join(directory, "contexts/tls", id, "docker", file), text);
}
context(
  "far",
  { Host: "tcp://far.example:2376", SkipTLSVerify: false },
  { "ca.pem": "CA", "cert.pem": "C", "key.pem": "K" },
);
context("box", { Host: "ssh://me@box:2222" });
const base = { DOCKER_CONFIG: directory };

test("with nothing said it is the default socket", () => {
  assert.deepEqual(resolveEndpoint(base), { name: "default", kind: "unix", socketPath: "/var/run/docker.sock" });
});

test("DOCKER_HOST goes before DOCKER_CONTEXT, and that before the current context", () => {
  writeFileSync(join(directory, "config.json"), '{"currentContext":"box"}');
  assert.deepEqual(resolveEndpoint(base), { name: "box", kind: "ssh", host: "box", user: "me", port: 2222 });
  assert.equal(endpointAddress(resolveEndpoint({ ...base, DOCKER_CONTEXT: "far" })), "tcp://far.example:2376");
  assert.equal(endpointAddress(resolveEndpoint({ ...base, DOCKER_CONTEXT: "default" })), "unix:///var/run/docker.sock");
  const host = resolveEndpoint({ ...base, DOCKER_CONTEXT: "far", DOCKER_HOST: "unix:///run/user/1000/docker.sock" });
  assert.equal(endpointAddress(host), "unix:///run/user/1000/docker.sock");
  rmSync(join(directory, "config.json"));
});

test("a context brings its certificates", () => {
  const endpoint = resolveEndpoint({ ...base, DOCKER_CONTEXT: "far" });
  assert(endpoint.kind === "tcp");
  assert.deepEqual(endpoint.tls, { ca: "CA", cert: "C", key: "K" });
});

test("DOCKER_TLS_VERIFY takes certificates and port 2376; the port that is said stands", () => {
  const verified = resolveEndpoint({
    ...base,
    DOCKER_HOST: "tcp://h",
    DOCKER_TLS_VERIFY: "1",
    DOCKER_CERT_PATH: "/none",
  });
  assert.deepEqual(verified, { name: "default", kind: "tcp", host: "h", port: 2376, tls: {} });
  assert.deepEqual(resolveEndpoint({ DOCKER_HOST: "tcp://[::1]:80" }), {
    name: "default",
    kind: "tcp",
    host: "::1",
    port: 80,
  });
  assert.equal(endpointAddress(resolveEndpoint({ DOCKER_HOST: "tcp://h" })), "tcp://h:2375");
});

test("DOCKER_API_VERSION pins the version", () => {
  assert.equal(resolveEndpoint({ ...base, DOCKER_API_VERSION: "1.41" }).apiVersion, "1.41");
});

test("an unknown context and a malformed address say what would do", () => {
  assert.throws(() => resolveEndpoint({ ...base, DOCKER_CONTEXT: "nope" }), {
    code: "CONFIG_INVALID",
    next: /box, far/,
  });
  for (const host of [
    "",
    "docker",
    "ftp://x",
    "unix://relative",
    "tcp://",
    "tcp://h/path",
    "ssh://-oProxyCommand=x",
    "ssh://u:p@h",
  ]) {
    if (host) assert.throws(() => resolveEndpoint({ DOCKER_HOST: host }), { code: "CONFIG_INVALID" }, host);
  }
});
