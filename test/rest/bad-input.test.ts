import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Agent, request } from "node:http";
import type { AnyOperation } from "../../src/catalogue/operation.ts";
import { inputFields } from "../../src/catalogue/text-input.ts";
import { catalogue } from "../../src/operations/index.ts";
import { startServer, type TestServer } from "../support/server.ts";

// Every route, with every kind of bad input: never a 500, never a hang, always a problem document that says what to do.

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

interface Sent {
  readonly status: number;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

/** Sends exactly these bytes as a request's body; a request that is not answered within 20 seconds fails. */
function send(
  method: string,
  path: string,
  body?: string | Uint8Array,
  headers: Record<string, string> = {},
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, server.url),
      {
        method,
        headers: { authorization: `Bearer ${server.token}`, connection: "close", ...headers },
        timeout: 20_000,
      },
      (response) => {
        // A stream that began was not refused; it would go on for ever.
        if (response.statusCode === 200 && response.headers["content-type"] === "application/x-ndjson") {
          response.destroy();
          resolve({ status: 200, type: "application/x-ndjson", body: {} });
          return;
        }
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => {
          const type = response.headers["content-type"] ?? "";
          const parsed = type.includes("json")
            ? (JSON.parse(text.split("\n")[0] ?? "{}") as Record<string, unknown>)
            : {};
          resolve({ status: response.statusCode ?? 0, type, body: parsed });
        });
        response.on("error", reject);
      },
    );
    sent.on("timeout", () => sent.destroy(new Error(`No answer to ${method} ${path}`)));
    sent.on("error", reject);
    sent.end(body);
  });
}

function assertProblem(answer: Sent, about: string, status?: number): void {
  assert.ok(answer.status >= 400 && answer.status < 500, `${about}: ${answer.status} ${JSON.stringify(answer.body)}`);
  if (status !== undefined) assert.equal(answer.status, status, `${about}: ${JSON.stringify(answer.body)}`);
  assert.match(answer.type, /^application\/problem\+json/, about);
  for (const member of ["code", "title", "detail", "next", "error"]) {
    assert.equal(typeof answer.body[member], "string", `${about}: ${member}`);
  }
}

const absent = "there-is-no-such-thing-here";
const pathOf = (operation: AnyOperation): string => operation.http.path.replaceAll(/\{\w+\}/g, absent);
const inPath = (operation: AnyOperation): string[] =>
  [...operation.http.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
const inQuery = ({ http, upload }: AnyOperation): boolean =>
  http.method === "GET" || http.method === "DELETE" || upload !== undefined;
const json = { "content-type": "application/json" };

for (const operation of catalogue.operations) {
  const { method } = operation.http;
  const path = pathOf(operation);

  test(`${operation.id} refuses an unknown field by name`, async () => {
    const answer = inQuery(operation)
      ? await send(method, `${path}?zz_unknown=1`, operation.upload === undefined ? undefined : "x")
      : await send(method, path, '{"zz_unknown":1}', json);
    assertProblem(answer, operation.id, 400);
    assert.equal(answer.body["code"], "FIELD_UNKNOWN");
    assert.match(String(answer.body["where"]), /zz_unknown/);
  });

  test(`${operation.id} refuses values of a wrong type, one field at a time`, async () => {
    // What acts on everything without naming it gets an unknown field beside the bad one, so that it can never happen.
    const guarded = operation.targets === undefined && operation.risk !== "read";
    for (const field of Object.keys(inputFields(operation))) {
      if (inPath(operation).includes(field)) continue;
      for (const bad of ['{"__bad":[[1]]}', '[[{"__bad":1}]]']) {
        const extra = guarded ? "zz_unknown" : undefined;
        const answer = inQuery(operation)
          ? await send(
              method,
              `${path}?${field}=${encodeURIComponent(bad)}${extra === undefined ? "" : "&zz_unknown=1"}`,
              operation.upload === undefined ? undefined : "x",
            )
          : await send(method, path, `{${extra === undefined ? "" : '"zz_unknown":1,'}"${field}":${bad}}`, json);
        assert.ok(
          answer.status < 500,
          `${operation.id} ${field}=${bad}: ${answer.status} ${JSON.stringify(answer.body)}`,
        );
        if (operation.targets !== undefined || guarded) assertProblem(answer, `${operation.id} ${field}`);
      }
    }
  });

  test(`${operation.id} refuses bodies that are no JSON object`, async () => {
    if (method === "GET" || method === "DELETE" || operation.upload !== undefined) return;
    for (const [body, headers, status] of [
      ["{", json, 400],
      ["[1]", json, 400],
      ['"text"', json, 400],
      ['{"zz_unknown":1,"zz_unknown":2}', json, 400],
      ['{"zz_unknown":1} x', json, 400],
      ["\u{feff}{}", json, 400],
      [new Uint8Array([0x7b, 0xff, 0x7d]), json, 400],
      ['{"a":1}', { "content-type": "text/plain" }, 415],
      ["a=1&b=2", { "content-type": "application/x-www-form-urlencoded" }, 415],
      [`{"zz_unknown":"${"x".repeat(1024 * 1024)}"}`, json, 413],
      [`{"zz_unknown":${"[".repeat(5000)}${"]".repeat(5000)}}`, json, 400],
    ] as const) {
      assertProblem(
        await send(method, path, body, { ...headers }),
        `${operation.id} ${String(body).slice(0, 40)}`,
        status,
      );
    }
  });

  test(`${operation.id} is not reached by another method or a longer path`, async () => {
    assertProblem(await send("PATCH", path), operation.id, 405);
    const longer = await send(method, `${path}/zz/zz/zz`);
    assert.ok(longer.status === 404 || longer.status === 405 || longer.status === 400, `${longer.status}`);
  });

  test(`${operation.id} answers nobody without a token`, async () => {
    assertProblem(await send(method, path, undefined, { authorization: "" }), operation.id, 401);
    assertProblem(
      await send(method, `${path}?token=${server.token}`, undefined, { authorization: "" }),
      operation.id,
      401,
    );
  });
}

test("broken escapes, odd paths and huge queries are bad requests", async () => {
  for (const path of [
    "/api/containers/%zz",
    "/api/containers/%c0%af/restart",
    "/api/containers?all=%zz",
    "/api//containers",
    "/api/containers/",
    "/api/containers/../../etc/passwd",
    `/api/containers/${"a".repeat(5000)}`,
    "/api/containers/%00",
    "/api/containers/a%2fb",
    "/api/containers/%2e%2e",
    "/API/containers",
  ]) {
    const answer = await send("GET", path);
    assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status}`);
  }
  assert.equal((await send("GET", `/api/containers?name=${"a".repeat(20_000)}`)).status, 431);
});

test("the server still answers after all that", async () => {
  assert.equal((await send("GET", "/api/containers")).status, 200);
});

test("a connection goes on after a body that was too large", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (path: string, body: string) =>
    new Promise<{ readonly status: number; readonly port: number }>((resolve, reject) => {
      const sent = request(
        new URL(path, server.url),
        {
          agent,
          method: "POST",
          headers: {
            authorization: `Bearer ${server.token}`,
            "content-type": "application/json",
            "content-length": String(Buffer.byteLength(body)),
          },
        },
        (response) => {
          const port = response.socket.localPort ?? 0;
          response.resume().on("end", () => resolve({ status: response.statusCode ?? 0, port }));
        },
      );
      sent.on("error", reject).end(body);
    });
  const ports = new Set<number>();
  for (const body of ["x".repeat(2_000_000), "{", "x".repeat(2_000_000), "[]"]) {
    const { status, port } = await call("/api/containers", body);
    assert.equal(status, body.length > 10 ? 413 : 400);
    ports.add(port);
  }
  agent.destroy();
  assert.equal(ports.size, 1);
});
