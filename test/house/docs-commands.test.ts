import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { test } from "node:test";
import { dispatch } from "../../src/app/dispatch.ts";
import { textOf } from "./source-files.ts";

const root = join(import.meta.dirname, "../..");

/** What the program prints for `words --help`, or undefined when it knows no such command. */
async function help(words: readonly string[]): Promise<string | undefined> {
  let text = "";
  const output = new Writable({
    write: (part, _encoding, done) => {
      text += String(part);
      done();
    },
  });
  const terminal = {
    input: Readable.from([]),
    output,
    errors: output,
    environment: {},
    signal: new AbortController().signal,
  };
  return (await dispatch([...words, "--help"], terminal)) === 0 ? text : undefined;
}

/** Every command line of the program in the text, as its command and its long flags. */
const commandsIn = (text: string): { readonly line: string; readonly words: string[]; readonly flags: string[] }[] =>
  [...text.matchAll(/^(?: {4})?gnosis-docker ([a-z].*)$/gm)].map(([line, rest = ""]) => {
    const own = rest.replaceAll(/\$\([^)]*\)/g, "X").split(/ -- | [|#>] | \|\| /)[0] ?? "";
    const words = own.split(/\s+/).filter(Boolean);
    const end = words.findIndex((word, index) => index === 2 || !/^[a-z-]+$/.test(word) || word.startsWith("-"));
    return {
      line,
      words: words.slice(0, end === -1 ? words.length : end),
      flags: words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0] ?? ""),
    };
  });

test("every command that the pages show is there, with the flags that they show", async () => {
  const wrong: string[] = [];
  for (const page of ["README.md", "SECURITY.md", ...globSync("docs/*.md", { cwd: root })]) {
    for (const { line, words, flags } of commandsIn(textOf(page))) {
      const printed = await help(words);
      if (printed === undefined) wrong.push(`${page}: ${line.trim()}: no such command`);
      else
        for (const flag of flags) if (!printed.includes(flag)) wrong.push(`${page}: ${line.trim()}: no flag ${flag}`);
    }
  }
  assert.deepEqual(wrong, []);
});
