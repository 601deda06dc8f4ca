import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { maskDocument, maskEnv, unmaskDocument, unmaskEnv } from "./mask-document.ts";

const document = `x-env: &env { SHARED: hush-shared }
# the old key: API_KEY=hush-comment
services:
  web: # kept
    image: busybox
    environment: { <<: *env, PORT: "80", FROM_OUTSIDE: "\${IT}", OTHER: 'it''s hush-one' }
    command: [ "run", "--password", "hush-two", "--port", "80" ]
  db:
    environment:
      - POSTGRES_PASSWORD=hush-three
      - TZ=UTC
    labels: { api_key: hush-four, tier: db }
    healthcheck:
      test: |
        check --password=hush-five
        true
`;

test("secrets are masked in their places, and everything else stays as it was written", () => {
  const masked = maskDocument(document);
  assert.ok(!masked.includes("hush"), masked);
  for (const kept of [
    'PORT: "80"',
    'FROM_OUTSIDE: "${IT}"',
    "TZ=UTC",
    "tier: db",
    "web: # kept",
    "<<: *env",
    '"--port", "80"',
  ])
    assert.ok(masked.includes(kept), kept);
});

test("a masked document that is edited elsewhere has the former values again", () => {
  const edited = maskDocument(document).replace("TZ=UTC", "TZ=CET").replace("image: busybox", "image: busybox:1");
  const { text, lost } = unmaskDocument(edited, document);
  assert.deepEqual(lost, []);
  const wanted = parse(document.replace("TZ=UTC", "TZ=CET").replace("image: busybox", "image: busybox:1"), {
    merge: true,
  });
  assert.deepEqual(parse(text, { merge: true }), wanted);
});

test("a mask in a place that had no value is told, and stands for no other value", () => {
  const moved = maskDocument(document).replace("OTHER:", "MOVED:");
  assert.deepEqual(unmaskDocument(moved, document).lost, ["services.web.environment.MOVED"]);
  assert.deepEqual(unmaskDocument(moved, undefined).lost.length > 1, true);
});

test("a text that names itself is masked and does not go on for ever", () => {
  assert.ok(maskDocument("a: &a { b: *a, password: hush }\n").includes("[masked]"));
});

test("variables beside the document are masked and filled in by name", () => {
  const env = { TOKEN: "hush", PORT: "80", EMPTY: "" };
  assert.deepEqual(maskEnv(env), { TOKEN: "[masked]", PORT: "80", EMPTY: "" });
  assert.deepEqual(unmaskEnv({ TOKEN: "[masked]", NEW: "[masked]" }, env), { env: { TOKEN: "hush", NEW: "[masked]" }, lost: ["NEW"] }); // prettier-ignore
});
