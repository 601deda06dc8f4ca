import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { IgnoreProblem, readDockerignore } from "./dockerignore.ts";

const ignores = (pattern: string, path: string): boolean => readDockerignore(pattern).ignores(path);

test("patterns match as Docker's own builders match them", () => {
  for (const [pattern, path, expected] of [
    ["*.md", "a.md", true],
    ["*.md", "docs/a.md", false],
    ["**/*.md", "a.md", true],
    ["**/*.md", "x/y/a.md", true],
    ["docs", "docs/x/y", true],
    ["docs/", "docs/x", true],
    ["/docs", "docs", true],
    ["./docs/../src", "src/a", true],
    ["*/temp*", "a/temporary.txt", true],
    ["*/*/temp*", "a/b/temporary.txt", true],
    ["*/temp*", "a/b/temporary.txt", false],
    ["temp?", "tempa", true],
    ["temp?", "temp", false],
    ["temp?", "tempab", false],
    ["node_modules/**", "node_modules/a/b", true],
    ["node_modules/**", "node_modules", false],
    ["**", "anything/at/all", true],
    ["**/node_modules", "node_modules", true],
    ["**/node_modules", "a/node_modules/b", true],
    ["**/node_modules", "a/my_node_modules", false],
    ["**.o", "a/b.o", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["[a-c].txt", "b.txt", true],
    ["[^a-c].txt", "b.txt", false],
    ["[^a-c].txt", "d.txt", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["a.c", "abc", false],
    ["a+(b)$", "a+(b)$", true],
    [".", "a", false],
    [" spaces ", "spaces", true],
    ["#comment", "#comment", false],
    [" #file", "#file", true],
  ] as const) {
    assert.equal(ignores(pattern, path), expected, `${pattern} on ${path}`);
  }
});

test("the last matching pattern decides, so that files can be taken back", () => {
  const { ignores: left, takesBack } = readDockerignore("\u{FEFF}*\n!src\nsrc/secret\n! src/secret/but-this\r\n");
  assert.equal(takesBack, true);
  assert.deepEqual(["a", "src", "src/a", "src/secret", "src/secret/key", "src/secret/but-this"].map(left), [
    true,
    false,
    false,
    true,
    true,
    false,
  ]);
});

test("what the builder itself needs is never left out", () => {
  const { ignores: left } = readDockerignore("*", ["Dockerfile", ".dockerignore"]);
  assert.deepEqual(["Dockerfile", ".dockerignore", "other"].map(left), [false, false, true]);
});

test("a broken pattern is named with its line", () => {
  for (const text of ["a\n[b", "a\nb\\", "a\n!"]) {
    assert.throws(() => readDockerignore(text), /line 2/, text);
  }
});

const name = fc.stringMatching(/^[a-z.]{1,4}$/u).filter((part) => part !== "." && part !== "..");
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));

test("a plain path leaves out itself and everything below, and nothing else of that length", () => {
  fc.assert(
    fc.property(path, path, name, (one, other, below) => {
      const { ignores: left } = readDockerignore(one);
      assert.ok(left(one) && left(`${one}/${below}`));
      assert.equal(left(other), other === one || other.startsWith(`${one}/`));
      assert.equal(readDockerignore(`**/${one}`).ignores(`${below}/${one}`), true);
    }),
  );
});

test("an ignored path that is taken back is not ignored, whatever its name", () => {
  fc.assert(
    fc.property(path, (one) => {
      assert.equal(readDockerignore(`**\n!${one}`).ignores(one), false);
      assert.equal(readDockerignore(`!${one}\n**`).ignores(one), true);
    }),
  );
});

test("no pattern is answered with anything but an answer or a clear refusal", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a*?[\]\\/!^.-]{0,12}$/u), path, (pattern, one) => {
      try {
        assert.equal(typeof ignores(pattern, one), "boolean");
      } catch (error) {
        assert.ok(error instanceof IgnoreProblem, String(error));
      }
    }),
    { numRuns: 2000 },
  );
});

test("a pattern with many stars is no slower than its length times the path's", () => {
  const { ignores: left } = readDockerignore(`${"**/a*".repeat(30)}b`);
  assert.equal(left("a/".repeat(100) + "c"), false);
});
