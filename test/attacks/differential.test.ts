import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { containmentOf } from "../../src/app/sides/containment.ts";
import { createTargetSource } from "../../src/app/target-source.ts";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { resolveEndpoint } from "../../src/engine/endpoint/resolve-endpoint.ts";
import { createEngineReader } from "../../src/engine/engine-reader.ts";
import { mapFields } from "../../src/guard/containment/tables/bodies.ts";
import { loadPolicy } from "../../src/guard/policy/load-policy.ts";
import { GnosisError } from "../../src/kernel/errors.ts";
import { parseStrictJson } from "../../src/kernel/strict-json.ts";
import { catalogue } from "../../src/operations/index.ts";
import { bytes, inspectContainer, labels, rawCall, removeContainer, removeOwn } from "../support/engine.ts";

const workspace = mkdtempSync("/srv/gnosis-differential-");
mkdirSync(join(workspace, "dir"));
symlinkSync("/etc", join(workspace, "link"));
const client = createEngineClient(resolveEndpoint(process.env));
const policy = loadPolicy(undefined);
const containment = containmentOf({
  endpoint: "local",
  client,
  targets: createTargetSource(createEngineReader(client)),
  policy: () => policy,
  operation: catalogue.find,
  isProtected: () => false,
  own: () => undefined,
  engineFiles: "auto",
  privatePaths: [join(workspace, "private")],
});
const about = {
  caller: { id: "differential", name: "differential", role: "developer", surface: "socket" },
  owner: "differential",
  profile: { level: "baseline", mountRoots: [workspace] },
  targets: [],
} as const;

after(async () => {
  client.close();
  await removeOwn();
  rmSync(workspace, { recursive: true, force: true });
});

/** Spellings that Go's decoder takes for the same key. */
const spelled = (key: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(JSON.stringify(key)) },
    { weight: 1, arbitrary: fc.constant(JSON.stringify(key.toLowerCase())) },
    { weight: 1, arbitrary: fc.constant(JSON.stringify(key.replace(/s/i, "\u017f").replace(/k/i, "\u212a"))) },
    { weight: 1, arbitrary: fc.constant(`"\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}"`) },
  );

const member = (key: string, values: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(spelled(key), fc.constantFrom(...values)).map(([name, value]) => `${name}:${value}`);

const object = (members: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(members, { maxLength: 5 }), fc.constantFrom("", " ", "\n"))
    .map(([all, space]) => `{${space}${all.join(`,${space}`)}}`);

const hostMembers = fc.oneof(
  member("Privileged", ["false", "null", "true", "0"]),
  member("Binds", [
    "null",
    "[]",
    `["${workspace}/dir:/x"]`,
    `["${workspace}:/x:ro"]`,
    `["${workspace}/link:/x"]`,
    '["/etc:/x"]',
    `["${workspace}//dir/.:/x"]`,
  ]),
  member("Mounts", [
    "[]",
    `[{"Type":"bind","Source":"${workspace}/dir","Target":"/m"}]`,
    '[{"Type":"tmpfs","Target":"/t"}]',
    '[{"Type":"bind","Source":"/","Target":"/m"}]',
    '[{"Type":"bind","Source":"/etc"},{"Target":"/m"}]',
  ]),
  member("NetworkMode", ['"none"', '"bridge"', '""', "null", '"host"']),
  member("PidMode", ['""', "null", '"host"']),
  member("CapAdd", ["null", '["CHOWN"]', '["SYS_ADMIN"]', '["sys_admin"]']),
  member("CapDrop", ["null", '["ALL"]']),
  member("SecurityOpt", ["null", '["no-new-privileges"]', '["seccomp=unconfined"]']),
  member("MaskedPaths", ["null", "[]"]),
  member("Memory", ["0", "67108864", "6.7e7", "67108864.0"]),
  member("PortBindings", ["{}", '{"80/tcp":[{"HostPort":"0"}]}', '{"80/tcp":null}']),
  member("Tmpfs", ["{}", '{"/y":""}', '{"/y":"exec","/Y":""}']),
  member("Sysctls", ["{}", '{"net.ipv4.tcp_syncookies":"1"}', '{"kernel.msgmax":"1"}']),
);

const body = fc
  .tuple(
    fc.array(
      fc.oneof(
        fc.tuple(spelled("HostConfig"), object(hostMembers)).map(([name, value]) => `${name}:${value}`),
        member("Tty", ["false", "true"]),
        member("User", ['""', '"1000"']),
        member("Volumes", ["{}", '{"/v":{}}']),
        member("Env", ["null", '["A=1"]']),
        hostMembers,
      ),
      { minLength: 1, maxLength: 4 },
    ),
    fc.constantFrom("", "", "", "", "]", "{}", " "),
  )
  .map(
    ([members, end]) =>
      `{"Image":"busybox:latest","Cmd":["true"],"Labels":${JSON.stringify({ ...labels, "gnosis-docker.owner": "differential" })},${members.join(",")}}${end}`,
  );

/** What of a container decides how far it reaches. */
const reach = ({ HostConfig, Config, Mounts }: any): unknown => ({
  ...Object.fromEntries(
    [
      "Privileged",
      "NetworkMode",
      "PidMode",
      "IpcMode",
      "UTSMode",
      "UsernsMode",
      "CapAdd",
      "CapDrop",
      "SecurityOpt",
      "MaskedPaths",
      "ReadonlyPaths",
      "Memory",
      "Tmpfs",
      "Sysctls",
      "Devices",
    ].map((name) => [name, HostConfig[name]]),
  ),
  user: Config.User,
  tty: Config.Tty,
  mounts: Mounts.filter(({ Type }: any) => Type !== "volume").map(({ Source, Destination, RW }: any) => [
    Source,
    Destination,
    RW,
  ]),
});

async function made(text: string): Promise<any> {
  const answer = await rawCall("POST", "/containers/create", {
    body: Buffer.from(text),
    headers: { "content-type": "application/json" },
  });
  const read = JSON.parse((await bytes(answer)).toString()) as { Id?: string };
  if (read.Id === undefined) return undefined;
  try {
    return await inspectContainer(read.Id);
  } finally {
    await removeContainer(read.Id);
  }
}

test("what the guard lets through, the engine reads as the guard did", { timeout: 300_000 }, async () => {
  let through = 0;
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      let sent: string;
      try {
        const value = parseStrictJson(text, { maps: mapFields }) as Record<string, unknown>;
        sent = JSON.stringify((await containment.judge(value, { kind: "container.create", ...about })).body);
      } catch (error) {
        assert.ok(error instanceof GnosisError && error.status < 500, String(error));
        refusals++;
        return;
      }
      through++;
      const ours = await made(sent);
      if (ours === undefined) return;
      assert.deepEqual(await containment.inspect(ours, about), [], `sent ${sent}`);
      const theirs = await made(text);
      assert.ok(theirs !== undefined, text);
      const plain = (seen: unknown): unknown =>
        JSON.parse(JSON.stringify(seen).replaceAll(`${workspace}//dir/.`, `${workspace}/dir`));
      assert.deepEqual(plain(reach(ours)), plain(reach(theirs)), text);
    }),
    { numRuns: 400 },
  );
  // Enough of both that the comparison means something.
  assert.ok(through > 25 && refusals > 50, `${through} let through, ${refusals} refused`);
});
