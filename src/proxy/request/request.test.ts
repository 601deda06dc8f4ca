import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { checkIgnoredBody, withoutEcho } from "./echo.ts";
import { readFilters } from "./filters.ts";
import { checkHead } from "./headers.ts";
import { isCompressed, peek } from "../../kernel/peek.ts";
import { psArguments } from "./ps-arguments.ts";
import { bool, filters, integer, json, lines, many, moment, newName, text, type QueryRules } from "./query-types.ts";
import { readQuery, splitQuery, writeQuery } from "./query.ts";
import { collect, readJson } from "./read-body.ts";
import { readTarget } from "./target.ts";
import { checkVersion, lowerVersion } from "./version.ts";

const refused = { code: "INPUT_INVALID" };

test("a plain path is read with its version, and nothing is decoded", () => {
  assert.deepEqual(readTarget("/v1.41/containers/json?all=1"), {
    version: "1.41",
    segments: ["containers", "json"],
    query: "all=1",
  });
  assert.deepEqual(readTarget("/_ping"), { segments: ["_ping"], query: "" });
  assert.deepEqual(readTarget("/images/a%2Fb/json").segments, ["images", "a%2Fb", "json"]);
});

test("every other spelling of a path is refused", () => {
  for (const url of [
    ...["//x/containers/json", "/v1.41//containers/json", "/v1.41/./containers/json", "/v1.41/x/../containers/json"],
    ...[
      "/containers/json/",
      "http://evil/v1.41/info",
      "/containers/json#a",
      "/containers\\json",
      "containers/json",
      "*",
    ],
    ...[
      "/containers/json;x=1",
      "",
      "/",
      "/a b",
      "/a\u0000",
      "/é",
      "/a%2",
      "/a%zz",
      "/[a]",
      "/{a}",
      "/~a",
      "/a,b",
      "/a!b",
    ],
  ])
    assert.throws(() => readTarget(url), refused, JSON.stringify(url));
});

test("odd versions are no version, and those out of range are told so in the engine's words", () => {
  for (const url of ["/v1.41.0/info", "/v01.041/info", "/V1.41/info", "/v1.041/info", "/v2.0/info", "/v1./info"])
    assert.equal(readTarget(url).version, undefined);
  assert.doesNotThrow(() => checkVersion("1.24", "1.41"));
  assert.doesNotThrow(() => checkVersion("1.41", "1.41"));
  assert.throws(() => checkVersion("1.23", "1.41"), /too old. Minimum supported API version is 1.24/);
  assert.throws(() => checkVersion("1.05", "1.41"), /too old/);
  assert.throws(() => checkVersion("1.42", "1.41"), /too new. Maximum supported API version is 1.41/);
  assert.throws(() => checkVersion("1.52", "1.99"), /too new. Maximum supported API version is 1.51/);
  assert.equal(lowerVersion("1.9", "1.41"), "1.9");
});

test("a target is read or refused, whatever the text", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string({ unit: "binary" }).map((tail) => `/v1.41/${tail}`),
      ),
      (url) => {
        try {
          const { segments } = readTarget(url);
          assert.ok(segments.every((segment) => segment !== "" && segment !== ".." && segment !== "."));
          assert.ok(url.split("?")[0]?.endsWith(`/${segments.join("/")}`));
        } catch (thrown) {
          assert.equal((thrown as { code?: string }).code, "INPUT_INVALID");
        }
      },
    ),
  );
});

const rules: QueryRules = { all: bool, limit: integer, name: text(10), names: many(text(10)), since: moment };

test("a query is read by the route's rules alone", () => {
  const read = (query: string): unknown => readQuery(splitQuery(query), rules).values;
  assert.deepEqual(read("all=true&limit=-1&name=a%20b"), { all: "1", limit: "-1", name: "a b" });
  assert.deepEqual(read("all=&limit="), { all: "0" });
  assert.deepEqual(readQuery(splitQuery("names=a&names=b"), rules).pairs, [
    ["names", "a"],
    ["names", "b"],
  ]);
  for (const query of [
    ...[
      "all=1&all=0",
      "All=1",
      "al%6c=1",
      "all=banana",
      "all=on",
      "all=TRUE",
      "all=2",
      "all=null",
      "limit=1e3",
      "limit=01",
    ],
    ...["limit=+1", "limit=0x1", "name=a;all=1", "name=%zz", "name=%ff", "name=a%00b", "name=aaaaaaaaaaa", "unknown=1"],
    ...["since=yesterday", "since=1%202", "=1", "a[]=1", "all"].slice(0, 4),
  ])
    assert.throws(() => read(query), refused, query);
});

test("what is written is what was read", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom("name", "names"), fc.string())), (pairs) => {
      const again = splitQuery(writeQuery(pairs.map(([key, value]) => [key, value.toWellFormed()])).slice(1));
      assert.deepEqual(
        again.map(({ key, value }) => [key, value]),
        pairs.map(([key, value]) => [key, value.toWellFormed()]),
      );
    }),
  );
});

test("filters are taken in both shapes and come out in one", () => {
  const known = ["label", "dangling"];
  assert.deepEqual(readFilters('{"label":["a","a","A"]}', known), { label: ["a", "A"] });
  assert.deepEqual(readFilters('{"label":{"a":true,"b":false}}', known), { label: ["a", "b"] });
  for (const value of [
    ...[
      "null",
      "[]",
      "1",
      '"a"',
      '{"label":"a"}',
      '{"label":[1]}',
      '{"label":{"a":1}}',
      '{"Label":["a"]}',
      '{"x":["a"]}',
    ],
    ...[
      '{"label":["a"],"label":["b"]}',
      '{"label":["a"],"la\\u0062el":["b"]}',
      '{"label":{"a":true,"a":true}}',
      "{} x",
      "{",
    ],
    `{"label":[${Array.from({ length: 501 }, (_, at) => `"${at}"`).join(",")}]}`,
  ])
    assert.throws(() => readFilters(value, known), { name: "GnosisError" }, value.slice(0, 60));
  assert.equal(filters("label").read('{"label":{"a":true}}', "filters"), '{"label":["a"]}');
});

test("JSON in a query is read strictly and written anew", () => {
  const labels = json("strings by name");
  assert.equal(labels.read('{"a":"1","A":"2"}', "labels"), '{"a":"1","A":"2"}');
  assert.equal(labels.read("null", "labels"), "null");
  for (const value of ['{"a":1}', "[]", '{"a":"1","a":"2"}', '1,"b":2', '{"a":"1"}}', '{"a":"1"} {}'])
    assert.throws(() => labels.read(value, "labels"), { name: "GnosisError" }, value);
  assert.equal(json("strings").read('["a"]', "cachefrom"), '["a"]');
  assert.throws(() => json("strings").read('[{"a":1}]', "cachefrom"), refused);
});

test("moments, names and instructions have their forms", () => {
  for (const value of ["1700000000", "1700000000.123456789", "2026-01-02T03:04:05Z", "2026-01-02", "10m", "1h30m"])
    assert.equal(moment.read(value, "since"), value);
  for (const value of ["web", "/web", "a_b-c.d", "db"]) assert.equal(newName.read(value, "name"), value);
  for (const value of ["a", "-a", "a b", "a/b", "1234567890ab", "a".repeat(64), "/0123456789abcdef"])
    assert.throws(() => newName.read(value, "name"), refused, value);
  assert.equal(lines.read("CMD a\nENV b", "changes"), "CMD a\nENV b");
});

test("only harmless arguments of ps are passed on", () => {
  for (const value of ["aux", "-ef", "-o pid,user,%cpu", "-A"]) assert.equal(psArguments.read(value, "x"), value);
  // What ps can't make sense of it reads again without the dash, and then an e means environments.
  for (const [value, sent] of [
    ["-eo pid,args", "-Ao pid,args"],
    ["-auxe", "-auxA"],
    ["-ef -x", "-Af -x"],
    ["-eLT", "-ALT"],
  ] as const)
    assert.equal(psArguments.read(value, "x"), sent);
  for (const value of [
    "e -o pid,args",
    "auxe",
    "axe",
    "-o environ",
    "-o pid=environ",
    "--format environ",
    "-o",
    "E",
    "-q 1",
    "-p 1",
    "axo environ",
  ])
    assert.throws(() => psArguments.read(value, "x"), refused, value);
});

const host = ["Host", "docker"];

test("an ordinary head is accepted", () => {
  const head = checkHead("POST", "1.1", [
    ...host,
    "Content-Type",
    "application/json; charset=utf-8",
    "Content-Length",
    "2",
  ]);
  assert.equal(head.mediaType, "application/json");
  assert.equal(head.hasBody, true);
  assert.equal(checkHead("POST", "1.1", [...host, "Connection", "Upgrade", "Upgrade", "tcp"]).upgrade, true);
  assert.equal(checkHead("POST", "1.1", [...host, "Upgrade", "tcp"]).upgrade, false);
  assert.equal(checkHead("GET", "1.1", [...host, "Content-Length", "0"]).hasBody, false);
});

test("an odd head is refused", () => {
  const length = ["Content-Length", "2"];
  for (const [method, version, headers] of [
    ["GET", "1.0", host],
    ["GET", "1.1", []],
    ["GET", "1.1", [...host, "hOST", "other"]],
    ["GET", "1.1", [...host, ...length]],
    ["HEAD", "1.1", [...host, ...length]],
    ["DELETE", "1.1", [...host, "Transfer-Encoding", "chunked"]],
    ["POST", "1.1", [...host, ...length, ...length]],
    ["POST", "1.1", [...host, ...length, "Transfer-Encoding", "chunked"]],
    ["POST", "1.1", [...host, "Transfer-Encoding", "identity, chunked"]],
    ["POST", "1.1", [...host, "Content-Length", "+2"]],
    ["POST", "1.1", [...host, "Content-Length", "02"]],
    ["POST", "1.1", [...host, ...length, "Content-Encoding", "gzip"]],
    ["POST", "1.1", [...host, ...length, "Expect", "200-ok"]],
    ["POST", "1.1", [...host, ...length, "Content-Type", "json"]],
    ["POST", "1.1", [...host, "X-Registry-Auth", "a", "X-Registry-Auth", "b"]],
  ] as const)
    assert.throws(() => checkHead(method, version, headers), refused, `${method} ${headers.join(" ")}`);
});

test("form bodies and browsers are refused", () => {
  for (const type of [
    "application/x-www-form-urlencoded",
    "Multipart/Form-Data; boundary=b",
    "APPLICATION/X-WWW-FORM-URLENCODED ;a",
  ])
    assert.throws(
      () => checkHead("POST", "1.1", [...host, "Content-Type", type]),
      { code: "MEDIA_TYPE_UNSUPPORTED" },
      type,
    );
  assert.throws(() => checkHead("GET", "1.1", [...host, "Origin", "http://x"]), { code: "ORIGIN_DENIED" });
  assert.throws(() => checkHead("GET", "1.1", [...host, "Sec-Fetch-Site", "cross-site"]), { code: "ORIGIN_DENIED" });
});

test("a JSON body is bounded, strict and typed", async () => {
  const from = (value: string): Readable => Readable.from([Buffer.from(value)]);
  assert.deepEqual(await readJson(from('{"a":1}'), "application/json"), { a: 1 });
  assert.equal(await readJson(Readable.from([]), undefined), undefined);
  await assert.rejects(readJson(from('{"a":1}'), "text/plain"), { code: "MEDIA_TYPE_UNSUPPORTED" });
  await assert.rejects(readJson(from('{"a":1}'), undefined), { code: "MEDIA_TYPE_UNSUPPORTED" });
  await assert.rejects(readJson(from('{"a":1,"A":2}'), "application/json"), { code: "JSON_INVALID" });
  await assert.rejects(collect(from("12345"), 4), { code: "BODY_TOO_LARGE" });
});

test("a body that repeats the query is taken for what it is", () => {
  const parameters = splitQuery("name=web&all=1");
  assert.deepEqual(withoutEcho({ name: "web", Image: "x" }, rules, parameters), { Image: "x" });
  assert.deepEqual(withoutEcho({ name: "other" }, rules, parameters), { name: "other" });
  for (const body of [undefined, null, {}, { name: "web" }, { all: 1 }]) checkIgnoredBody(body, rules, parameters);
  for (const body of [{ Binds: ["/:/x"] }, { name: "other" }, { limit: 1 }, [], "x", 0])
    assert.throws(() => checkIgnoredBody(body, rules, parameters), refused, JSON.stringify(body));
});

test("parameters of the query that the body has may be left out, others not", () => {
  const raw = splitQuery("name=a&Image=b&Cmd=c&Cmd=d");
  assert.deepEqual(readQuery(raw, rules, (key) => key === "Image" || key === "Cmd").values, { name: "a" });
  assert.throws(() => readQuery(splitQuery("Name=a"), rules, (key) => key === "Image"), refused);
});

test("looking at the first bytes leaves them in the stream", async () => {
  for (const parts of [[], ["a"], ["ab", "cdefgh"], ["abcdefgh"], ["a", "b", "c", "d", "e", "f"]]) {
    const whole = parts.join("");
    const { first, body } = await peek(Readable.from(parts.map((part) => Buffer.from(part))), 5);
    assert.equal(first.toString().slice(0, 5), whole.slice(0, 5));
    assert.equal((await collect(body, 100)).toString(), whole);
  }
  assert.equal(isCompressed(Buffer.from([0x1f, 0x8b, 8])), true);
  assert.equal(isCompressed(Buffer.from("BZh9")), true);
  assert.equal(isCompressed(Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 4])), true);
  assert.equal(isCompressed(Buffer.from("file.txt")), false);
});
