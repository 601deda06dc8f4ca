import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import type { AnyOperation } from "../../src/catalogue/operation.ts";
import type { TargetKind } from "../../src/catalogue/target.ts";
import { GnosisError } from "../../src/kernel/errors.ts";
import { directoryTar } from "../../src/operations/build/context/directory-tar.ts";
import { memoryArchive } from "../../src/operations/build/memory-archive.ts";
import { createBuildRegister } from "../../src/operations/build/register.ts";
import { catalogue } from "../../src/operations/index.ts";
import { bytes, createContainer, engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { operationsOn } from "../support/guarded-operations.ts";

// Every example that the reference page shows is run on a real engine, on objects made for it.

const root = mkdtempSync(join(tmpdir(), "gnosis-examples-"));
mkdirSync(join(root, "web"));
writeFileSync(join(root, "web/Dockerfile"), "FROM busybox AS base\nFROM base AS test\nRUN true\n");
const builds = createBuildRegister(memoryArchive());
const audit = { state: () => ({ writable: true, sequence: 1, waiting: 0 }) } as any;
const operations = operationsOn({ ports: { projectRoots: [root], builds, audit } });
after(async () => {
  await builds.close();
  await removeOwn();
  operations.close();
});

/** Nouns whose operations need nothing but an engine, and those that need a registry or a kept past: they have tests of their own. */
const nouns = new Set(["container", "image", "build", "volume", "network", "system"]);
const elsewhere = new Set(["image.pull", "image.push", "container.history", "container.diff", "container.recreate"]);

const makers: Readonly<Record<TargetKind, () => Promise<string>>> = {
  container: async () => {
    const script = "trap 'exit 0' TERM; mkdir -p /srv; while :; do sleep 1000 & wait $!; done";
    return (await createContainer({ command: ["sh", "-c", script] })).name;
  },
  image: async () => {
    const { id } = await createContainer({ start: false });
    const repository = uniqueName();
    await operations.run("container.commit", { id, repository, labels });
    return `${repository}:latest`;
  },
  volume: async () =>
    (await engine<{ Name: string }>("POST", "/volumes/create", { Name: uniqueName(), Labels: labels })).Name,
  network: async () => {
    const name = uniqueName();
    await engine("POST", "/networks/create", { Name: name, Labels: labels });
    return name;
  },
};

/** What an example needs before it can go well. */
const before: Readonly<Record<string, (input: Record<string, any>) => Promise<unknown>>> = {
  "container.remove": (input) =>
    input["force"] === true ? Promise.resolve() : operations.run("container.stop", { id: input["id"] }),
  "container.unpause": (input) => operations.run("container.pause", { id: input["id"] }),
  "container.wait": (input) => operations.run("container.stop", { id: input["id"] }),
  "network.disconnect": (input) =>
    operations.run("network.connect", { id: input["id"], container: input["container"] }),
  "container.upload": (input) => operations.run("container.exec", { id: input["id"], command: "mkdir -p /srv" }),
};

async function inputOf(
  operation: AnyOperation,
  example: Readonly<Record<string, unknown>>,
): Promise<Record<string, any>> {
  const input: Record<string, any> = { ...example };
  for (const rule of operation.targets ?? []) {
    const wanted = rule.reference(operation.input.parse(example));
    const field = Object.keys(input).find((name) => input[name] === wanted);
    if (field !== undefined && wanted !== "busybox") input[field] = await makers[rule.kind]();
  }
  if (operation.input.shape["labels"] !== undefined) input["labels"] = { ...input["labels"], ...labels };
  if (["container.create", "volume.create", "network.create", "container.rename"].includes(operation.id)) {
    if (input["name"] !== undefined) input["name"] = uniqueName();
  }
  if (input["repository"] !== undefined) input["repository"] = uniqueName();
  if (operation.id === "build.inspect") {
    input["build_id"] = (await operations.run("build.start", { project: "web", labels })).build_id;
  }
  await before[operation.id]?.(input);
  return input;
}

async function uploadOf(operation: AnyOperation): Promise<Readable | undefined> {
  if (operation.upload?.required !== true) return undefined;
  if (operation.id !== "image.load") return directoryTar(join(root, "web"), "Dockerfile");
  const { download } = await operations.guard.download(operations.call("image.save", { id: await makers.image() }));
  return Readable.from([await bytes(download.bytes)]);
}

const examples = catalogue.operations.filter(({ id }) => nouns.has(id.split(".")[0] ?? "") && !elsewhere.has(id));
for (const operation of examples) {
  for (const example of operation.examples) {
    test(`${operation.id}: ${example.title}`, async () => {
      const input = await inputOf(operation, example.input);
      const upload = await uploadOf(operation);
      const call = operations.call(operation.id, input, upload === undefined ? {} : { upload });
      try {
        if (operation.run === undefined && operation.download !== undefined) {
          assert.ok((await bytes((await operations.guard.download(call)).download.bytes)).length > 0);
        } else {
          assert.equal(typeof (await operations.guard.run(call)).value, "object");
        }
      } catch (error) {
        assert.ok(error instanceof GnosisError, String(error));
        throw new Error(`${error.code}: ${error.message} ${error.detail.internal ?? ""}`, { cause: error });
      }
    });
  }
}
