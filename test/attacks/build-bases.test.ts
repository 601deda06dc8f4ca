import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { bytes, engine, labels, rawCall, removeOwn, uniqueName } from "../support/engine.ts";
import { archive, entry, pax } from "./odd-archives.ts";

// A role that may build from some images only, and Dockerfiles and archives that the engine reads otherwise than they look.

const policy = `version: 1
roles:
  builder:
    scope:
      - owned: true
      - kind: image
        image: busybox
    allow: [risk:read, image.build, container.commit, "container.*"]
    containment: { level: baseline, images: [busybox] }
`;

let guarded: Guarded;
let other: string;

before(async () => {
  guarded = await startGuarded({ roles: ["builder"], policy });
  other = uniqueName("kept");
  const tar = archive(entry({ name: "secret", text: "the other image's secret" }));
  const changes = encodeURIComponent(
    `LABEL ${Object.entries(labels)
      .map((pair) => pair.join("="))
      .join(" ")}`,
  );
  await bytes(
    await rawCall("POST", `/images/create?fromSrc=-&repo=${other}&tag=latest&changes=${changes}`, { body: tar }),
  );
});

after(async () => {
  await guarded?.stop();
  await removeOwn();
});

const labelled = encodeURIComponent(JSON.stringify(labels));

/** Builds through the guarded socket, or past it; gives what was said, and the image. */
async function build(
  context: Buffer,
  { raw = false, query = "" }: { readonly raw?: boolean; readonly query?: string } = {},
): Promise<{ readonly text: string; readonly image: string | undefined }> {
  const answer = await rawCall("POST", `/v1.41/build?rm=1&labels=${labelled}${query}`, {
    body: context,
    ...(raw ? {} : { socketPath: guarded.path("builder") }),
  });
  const text = (await bytes(answer)).toString();
  return { text, image: /Successfully built ([0-9a-f]{12})/.exec(text)?.[1] };
}

const file = (text: string): Buffer => archive(entry({ name: "Dockerfile", text }));
const honest = entry({ name: "Dockerfile", text: "FROM busybox\n" });
/** Takes the secret; a comment at its end for what follows a trick. */
const take = (): string => `FROM ${other}\n`;

/** A title, the context, and true where the newest engines no longer read it so. */
const attacks = (): readonly (readonly [title: string, context: Buffer, query?: string])[] => [
  ["a word that goes on in the next line", file(`FROM busybox\nFR\\\nOM ${other}\n`)],
  ["a flag that goes on in the next line", file(`FROM busybox\nCOPY --fr\\\nom=${other} /secret /s\n`)],
  ["another escape named after the first instruction", file(`FROM busybox\n# escape=\`\nRUN true # \`\n${take()}`)],
  ["a line that ends in a wide space after its backslash", file(`FROM busybox\nLABEL a=b\\\u00a0\n${take()}`)],
  ["an instruction after a next-line character", file(`FROM busybox\n\u0085${take()}`)],
  [
    "a stage that copies from an image of its own name",
    file(`FROM busybox AS ${other}\nCOPY --from=${other} /secret /s\n`),
  ],
  ["a flag in quotes", file(`FROM busybox\nCOPY --"from"=${other} /secret /s\n`)],
  ["a flag with a backslash", file(`FROM busybox\nCOPY --fr\\om=${other} /secret /s\n`)],
  ["a comment with a line separator", file(`FROM busybox\n#\u2028 \\\n${take()}`)],
  [
    "a second name before an extended one",
    archive(
      honest,
      entry({ name: "long", flag: "L", text: "Dockerfile\0" }),
      pax({ path: "other" }),
      entry({ name: "other", text: take() }),
    ),
  ],
  ["an empty extended name", archive(honest, pax({ path: "" }), entry({ name: "Dockerfile", text: take() }))],
  [
    "the name of a sparse file",
    archive(
      honest,
      pax({
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "Dockerfile",
        "GNU.sparse.realsize": String(take().length),
      }),
      entry({ name: "other", text: `1\n0\n${take().length}\n`.padEnd(512, "\0") + take() }),
    ),
  ],
  [
    "a prefix in the oldest form of header",
    archive(honest, entry({ name: "Dockerfile", text: take(), magic: "", prefix: "away" })),
  ],
  [
    "a size that begins with nothing",
    archive(
      honest,
      entry({
        name: "filler",
        size: `${"\0".repeat(7)}1000`,
        text: entry({ name: "hider", size: "00000002000\0" }).toString("latin1"),
      }),
      entry({ name: "Dockerfile", text: take() }),
    ),
  ],
  [
    "a link with bytes",
    archive(
      honest,
      entry({ name: "link", flag: "2", link: "x", size: "00000001000\0" }),
      entry({ name: "Dockerfile", text: take() }),
    ),
  ],
  [
    "an entry below a link",
    archive(honest, entry({ name: "d", flag: "2", link: "." }), entry({ name: "d/Dockerfile", text: take() })),
  ],
  [
    "a linked file that hides its instruction",
    archive(
      entry({ name: "Dockerfile", flag: "2", link: "real" }),
      entry({ name: "real", text: `FR\\\nOM ${other}\n` }),
    ),
  ],
  ["a file of another name", archive(honest, entry({ name: "Other", text: take() })), "&dockerfile=Other"],
];

test("what the role may build from builds, so that the refusals below mean something", async () => {
  const { text, image } = await build(
    file("FROM busybox AS one\nFROM one\nCOPY --from=one /bin/busybox /b\nRUN true \\\n  && true\n"),
  );
  assert.ok(image, text);
});

test("an image that the role may not use is taken by no spelling of a Dockerfile or archive", async (t) => {
  let real = 0;
  for (const [title, context, query = ""] of attacks()) {
    await t.test(title, async () => {
      const past = await build(context, { raw: true, query });
      if (past.image !== undefined) real++;
      const { text, image } = await build(context, { query });
      assert.equal(image, undefined, `${past.image === undefined ? "" : "the engine itself builds it: "}${text}`);
    });
  }
  assert.ok(real > 5, `${real} of these mean something to the engine`);
});

test("a Dockerfile protects no image from the people who look after the host", async () => {
  const { text, image } = await build(
    file("FROM busybox\nLABEL gnosis-docker.protected=true gnosis-docker.owner=somebody\n"),
  );
  assert.ok(image, text);
  const { Config } = await engine("GET", `/images/${image}/json`);
  assert.equal(Config.Labels["gnosis-docker.protected"], "");
  assert.equal(Config.Labels["gnosis-docker.owner"], "socket:builder");
  assert.equal((await guarded.server.call("DELETE", `/api/images/${image}`)).status, 200);
});

test("an image of the caller's own takes nothing from another one when it is built upon", async () => {
  const { Id } = await engine<{ Id: string }>(
    "POST",
    "/containers/create",
    { Image: "busybox", Labels: labels },
    { socketPath: guarded.path("builder") },
  );
  const own = uniqueName("own");
  await engine(
    "POST",
    `/commit?container=${Id}&repo=${own}`,
    { Image: "busybox", OnBuild: [`COPY --from=${other} /secret /s`], Labels: labels },
    { socketPath: guarded.path("builder") },
  );
  const { text, image } = await build(file(`FROM ${own}\n`));
  assert.equal(image, undefined, text);
});
