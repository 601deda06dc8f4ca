import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GnosisError } from "./errors.ts";
import { foldKey, parseStrictJson } from "./strict-json.ts";

const refused = (text: string | Uint8Array, code = "JSON_INVALID"): void => {
  assert.throws(
    () => parseStrictJson(text),
    (error) => error instanceof GnosisError && error.code === code,
    typeof text === "string" ? text.slice(0, 60) : "bytes",
  );
};

test("everything that JSON.stringify writes of plain values is read as JSON.parse reads it", () => {
  const keyed = fc.json({ maxDepth: 6 }).filter((text) => !/[eE][+-]?\d|__proto__|-0[^.0-9]|-0$/.test(text));
  fc.assert(
    fc.property(keyed, (text) => {
      let value: unknown;
      try {
        value = parseStrictJson(text);
      } catch (error) {
        assert.ok(
          error instanceof GnosisError && /twice|surrogate|2\^53|plain digits/.test(error.message),
          String(error),
        );
        return;
      }
      assert.deepEqual(value, JSON.parse(text));
    }),
    { numRuns: 300 },
  );
});

test("any bytes are read or refused, and nothing else is thrown", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array(), fc.json()), (source) => {
      try {
        const value = parseStrictJson(source);
        assert.deepEqual(parseStrictJson(JSON.stringify(value)), value);
      } catch (error) {
        assert.ok(error instanceof GnosisError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});

test("a doubled key is refused however it is spelled", () => {
  for (const twin of ["HostConfig", "hostconfig", "HoſtConfig", "\\u0048ostConfig", "HOSTCONFIG"])
    refused(`{"HostConfig":{},"${twin}":{}}`);
  refused('{"NetworkMode":"none","Networ\u212aMode":"host"}');
  assert.equal(foldKey("Networ\u212aMode"), foldKey("networkmode"));
});

test("in a map of the user's own names, case makes a difference, and a true double is still refused", () => {
  const maps = new Set(["Labels"]);
  assert.deepEqual(parseStrictJson('{"Labels":{"a":"1","A":"2"}}', { maps }), { Labels: { a: "1", A: "2" } });
  assert.throws(() => parseStrictJson('{"Labels":{"a":"1","a":"2"}}', { maps }));
});

test("what another decoder might read differently is refused", () => {
  for (const text of [
    "",
    " ",
    "{}{}",
    "{}]",
    '{"a":1}]zzz',
    "{}\n{}",
    "\ufeff{}",
    "{'a':1}",
    '{"a":1,}',
    "[1,]",
    "[,1]",
    '{"a" 1}',
    "nul",
    "tru",
    "NaN",
    "Infinity",
    "01",
    "1.",
    ".5",
    "+1",
    "-",
    "1e3",
    "1E0",
    "-0",
    "1.0",
    "0x1",
    "9007199254740993",
    "9223372036854775808",
    "123456789012345678901234567890",
    '"\\ud800"',
    '"\\x41"',
    '"\\u12"',
    '"a\nb"',
    '"',
    '"\\',
    '{"__proto__":{}}',
    "/*c*/{}",
    "{}//",
    "[",
    "{",
    '{"a":',
    '{"a"',
    "{1:2}",
    "\u00a0{}",
  ])
    refused(text);
  refused(Uint8Array.of(0xff, 0x7b, 0x7d));
  refused(Uint8Array.of(0x22, 0xc0, 0xaf, 0x22));
  refused(Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d));
});

test("depth and size are bounded", () => {
  refused("[".repeat(20_000));
  refused(`${"[".repeat(65)}${"]".repeat(65)}`);
  assert.ok(parseStrictJson(`${"[".repeat(64)}${"]".repeat(64)}`));
  refused(`${" ".repeat(1_200_000)}{}`, "BODY_TOO_LARGE");
});

test("a refusal says where it is", () => {
  assert.throws(
    () => parseStrictJson('{"HostConfig":{"Binds":[1e3]}}'),
    (error) => error instanceof GnosisError && error.detail.where === "/HostConfig/Binds/0",
  );
});
