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
FROM node:24 AS next
COPY --from=build /a /b
COPY --chown=1 --from=ghcr.io/me/tools:1 /x /y
from scratch
copy --from=0 /a /a
ONBUILD COPY --from=onbuild:1 /a /a
RUN --mount=type=bind,from=mounted:2,target=/m true
`,
    ),
    // A stage is no place to copy from before it is done: there an image of that name is meant.
    ["2 node:24", "3 build", "4 node:24", "6 ghcr.io/me/tools:1", "9 onbuild:1", "10 mounted:2"],
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

test("what the engine's parser reads otherwise than it looks hides no image either", () => {
  for (const text of [
    "FROM a\nFR\\\nOM evil\n",
    "FROM a\nCOPY --fr\\\nom=evil /s /s\n",
    "FROM a\n# escape=`\nRUN true # `\nFROM evil\n",
    "FROM a\nLABEL b=c\\\u00a0\nFROM evil\n",
    "FROM a\n\u0085FROM evil\n",
    "FROM a AS evil\nCOPY --from=evil /s /s\n",
    'FROM a\nCOPY --"from"=evil /s /s\n',
    "FROM a\nCOPY --chown=1 --fr\\om=evil /s /s\n",
    "FROM a\n#\u2028 \\\nFROM evil\n",
    "FROM a\nRUN echo \\\\\nFROM evil\n",
    "FROM a\n  # escape=`\nRUN true `\nFROM evil\n",
    "FROM ev\\il\n",
    "FROM a\nONBUILD COPY --'from'=evil /s /s\n",
  ])
    assert.ok(
      bases(text).some((base) => base.endsWith(" evil")),
      JSON.stringify(text),
    );
});

test("a number is a stage only where there is one", () => {
  assert.deepEqual(bases("FROM 123\nCOPY --from=0 /a /a\nFROM a\nCOPY --from=0 /a /a\nCOPY --from=7 /a /a\n"), [
    "1 123",
    "2 0",
    "3 a",
    "5 7",
  ]);
});
