import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Dechunker } from "./dechunk.ts";

const chunk = (data: string, extension = ""): string =>
  `${Buffer.byteLength(data).toString(16)}${extension}\r\n${data}\r\n`;

function taken(parts: readonly Buffer[]): { readonly text: string; readonly done: boolean } {
  const dechunker = new Dechunker();
  const text = Buffer.concat(parts.map((part) => dechunker.take(part))).toString("latin1");
  return { text, done: dechunker.done };
}

test("the data of chunks is given however they are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, maxLength: 40, unit: "binary-ascii" }), { maxLength: 20 }),
      fc.array(fc.nat(30), { minLength: 1 }),
      (data, cuts) => {
        const whole = Buffer.from(`${data.map((one) => chunk(one)).join("")}0\r\n\r\n`, "latin1");
        const parts: Buffer[] = [];
        for (let at = 0, cut = 0; at < whole.length; cut++) {
          const end = at + 1 + (cuts[cut % cuts.length] ?? 0);
          parts.push(whole.subarray(at, end));
          at = end;
        }
        assert.deepEqual(taken(parts), { text: data.join(""), done: true });
      },
    ),
  );
});

test("extensions and trailers are passed over, and what follows the last chunk is left alone", () => {
  const text = `${chunk("one", ";a=b")}${chunk("two")}0\r\nX-Sum: 7\r\n\r\nHTTP/1.1 200 OK`;
  assert.deepEqual(taken([Buffer.from(text)]), { text: "onetwo", done: true });
});

test("an answer that stops before its last chunk is not done", () => {
  assert.deepEqual(taken([Buffer.from(chunk("one"))]), { text: "one", done: false });
  assert.equal(taken([Buffer.from("5\r\nab")]).done, false);
  assert.equal(taken([Buffer.from("0\r\n")]).done, false);
});

for (const [what, text] of [
  ["no length", "\r\nabc"],
  ["a length that is no number", "xyz\r\n"],
  ["a length beyond all numbers", "1000000000000\r\n"],
  ["more data than its length", "1\r\nabc\r\n"],
  ["an endless line", `1;${"x".repeat(5_000)}`],
] as const) {
  test(`a chunk with ${what} is refused`, () => {
    assert.throws(() => taken([Buffer.from(text)]), { code: "ENGINE_FAILED" });
  });
}
