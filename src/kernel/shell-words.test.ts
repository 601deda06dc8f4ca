import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { shellWords } from "./shell-words.ts";

test("a command line is split as a shell splits it, and nothing is expanded", () => {
  assert.deepEqual(shellWords(`sh -c 'echo "a b" $HOME; exit 3'`), ["sh", "-c", 'echo "a b" $HOME; exit 3']);
  assert.deepEqual(shellWords(`a\\ b "c \\" d" ''`), ["a b", 'c " d', ""]);
  assert.deepEqual(shellWords("  "), []);
});

test("a quote that is not closed is an error", () => {
  assert.throws(() => shellWords("echo 'x"), /not closed/);
  assert.throws(() => shellWords("echo \\"), /backslash/);
});

test("words that were quoted come back as they were", () => {
  const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      assert.deepEqual(shellWords(words.map(quoted).join(" ")), words);
    }),
  );
});
