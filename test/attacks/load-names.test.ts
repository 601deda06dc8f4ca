import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { bytes, createContainer, engine, labels, rawCall, removeOwn, uniqueName } from "../support/engine.ts";
import { entry, pax } from "./odd-archives.ts";

// Archives of images whose list of names the engine finds elsewhere than it seems to be.

const policy = `version: 1
roles:
  loader:
    scope:
      - owned: true
      - kind: image
        image: busybox
    allow: [risk:read, image.load, "container.*"]
    containment: { level: baseline, images: [busybox] }
`;

let guarded: Guarded;
/** An archive of an image that is called like one that the role may use. */
let saved: Buffer;
const name = `busybox:${uniqueName("evil")}`;

before(async () => {
  guarded = await startGuarded({ roles: ["loader"], policy });
  const { id } = await createContainer();
  const [repo, tag] = name.split(":");
  await engine("POST", `/commit?container=${id}&repo=${repo}&tag=${tag}`, { Cmd: ["evil"], Labels: labels });
  saved = await bytes(await rawCall("GET", `/images/get?names=${name}`));
  await engine("DELETE", `/images/${name}?force=1`);
});

after(async () => {
  await guarded?.stop();
  await engine("DELETE", `/images/${name}?force=1`).catch(() => undefined);
  await removeOwn();
});

/** The archive with one entry called otherwise. */
function renamed(archive: Buffer, from: string, to: string): Buffer {
  const at = archive.indexOf(Buffer.from(`${from}\0`));
  assert.equal(at % 512, 0);
  const copy = Buffer.from(archive);
  const header = copy.subarray(at, at + 512);
  header.fill(0, 0, 100);
  header.write(to, 0, "latin1");
  header.write("        ", 148, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return copy;
}

/** The archive with something before the header of its list of names, and without the older list, which counts where there is no other. */
function beforeList(more: Buffer, written = "manifest.json"): Buffer {
  const at = saved.indexOf(Buffer.from("manifest.json\0"));
  const list = renamed(renamed(saved, "repositories", "nothing"), "manifest.json", written);
  return Buffer.concat([list.subarray(0, at), more, list.subarray(at)]);
}

const attacks = (): readonly (readonly [string, Buffer])[] => [
  ["as it was saved", saved],
  ["an empty extended name", beforeList(pax({ path: "" }))],
  [
    "a long name before an extended one",
    beforeList(
      Buffer.concat([entry({ name: "long", flag: "L", text: "manifest.json\0" }), pax({ path: "other" })]),
      "other",
    ),
  ],
  [
    "an extended name before a long one",
    beforeList(
      Buffer.concat([pax({ path: "other" }), entry({ name: "long", flag: "L", text: "manifest.json\0" })]),
      "other",
    ),
  ],
  ["two extended headers", beforeList(Buffer.concat([pax({ path: "other" }), pax({ comment: "x" })]))],
];

async function isThere(): Promise<boolean> {
  const images = await engine<{ RepoTags: string[] | null }[]>("GET", "/images/json");
  return images.some(({ RepoTags }) => RepoTags?.includes(name));
}

test("an archive with a name of its own is loaded, so that the refusals below mean something", async () => {
  const [repo, tag] = ["fine", uniqueName("x")];
  await engine("POST", `/images/busybox:latest/tag?repo=${repo}&tag=${tag}`);
  const archive = await bytes(await rawCall("GET", `/images/get?names=${repo}:${tag}`));
  await engine("DELETE", `/images/${repo}:${tag}`);
  const answer = await rawCall("POST", "/v1.41/images/load?quiet=1", {
    body: archive,
    socketPath: guarded.path("loader"),
  });
  assert.match((await bytes(answer)).toString(), /Loaded image: fine/);
  await engine("DELETE", `/images/${repo}:${tag}`);
});

test("no archive gives an image of its own a name that is kept for the images that the role may use", async (t) => {
  for (const [title, archive] of attacks()) {
    await t.test(title, async () => {
      await bytes(await rawCall("POST", "/v1.41/images/load?quiet=1", { body: archive }));
      const taken = await isThere();
      await engine("DELETE", `/images/${name}?force=1`).catch(() => undefined);
      const answer = await rawCall("POST", "/v1.41/images/load?quiet=1", {
        body: archive,
        socketPath: guarded.path("loader"),
      });
      const text = (await bytes(answer)).toString();
      assert.equal(
        await isThere(),
        false,
        `${taken ? "the engine itself takes it: " : ""}${answer.statusCode} ${text}`,
      );
    });
  }
});
