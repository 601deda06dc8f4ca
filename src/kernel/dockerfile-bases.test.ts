import assert from "node:assert/strict";
import { test } from "node:test";
import { dockerfileBases } from "./dockerfile-bases.ts";

const bases = (text: string, given: Record<string, string> = {}): string[] =>
  dockerfileBases(text, given).map(({ reference, line }) => `${line} ${reference}`);

test("images that a Dockerfile begins from or copies from are found, its own stages left out", () => {
  assert.deepEqual(
    bases(
      `# comment
FROM --platform=linux/amd64 node:24 AS Build
COPY --from=build /a /b
COPY --chown=1 --from=ghcr.io/me/tools:1 /x /y
from scratch
copy --from=0 /a /a
ONBUILD COPY --from=onbuild:1 /a /a
RUN --mount=type=bind,from=mounted:2,target=/m true
`,
    ),
    ["2 node:24", "4 ghcr.io/me/tools:1", "7 onbuild:1", "8 mounted:2"],
  );
});

test("continuation lines, another escape and quotes hide no image", () => {
  assert.deepEqual(bases('FROM \\\n # between\n\n  "a:1"\n'), ["1 a:1"]);
  assert.deepEqual(bases("# escape=`\nFROM `\n  b:1\nRUN x\n"), ["2 b:1"]);
  assert.deepEqual(bases("\uFEFFFROM c:1"), ["1 c:1"]);
  assert.deepEqual(bases("FROM d:1 \\"), ["1 d:1"]);
});

test("variables are filled in, build arguments before defaults", () => {
  const text = "ARG NAME=gnosis\nARG TAG\nFROM ${NAME}-trash:${TAG:-latest}\n";
  assert.ok(bases(text).includes("3 gnosis-trash:latest"));
  assert.ok(bases(text, { NAME: "web", TAG: "2" }).includes("3 web-trash:2"));
  assert.ok(bases("ARG A=x B='y z'\nFROM a${A:+b}$A\n").includes("2 abx"));
});
