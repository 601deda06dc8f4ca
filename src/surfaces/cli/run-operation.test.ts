import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { CommandError, Failure } from "./failure.ts";
import { renderFailure } from "./render/failure.ts";
import { runOperation } from "./run-operation.ts";
import { connectServer } from "./server.ts";
import { write } from "./terminal.ts";
import { fakeTerminal } from "./test-support/fake-terminal.ts";
import { find } from "./test-support/operations.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;
let handler: Handler = (_request, response) => response.end();
const asked: { method: string; url: string; body: string; headers: IncomingMessage["headers"] }[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    asked.push({ method: request.method ?? "", url: request.url ?? "", body, headers: request.headers });
    handler(request, response, body);
  });
});
let url = "";
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  server.closeAllConnections();
});

const directory = mkdtempSync(join(tmpdir(), "cli-"));
after(() => rmSync(directory, { recursive: true }));

async function run(id: string, argv: string[], given: Parameters<typeof fakeTerminal>[0] = {}) {
  const { terminal, kept, stop } = fakeTerminal(given);
  asked.length = 0;
  const parts = {
    connect: () => Promise.resolve(connectServer({ url, token: "secret", version: "1", session: "s" })),
    tell: async (failure: Failure) => {
      await write(
        terminal.errors,
        renderFailure(failure, (_style, text) => text),
      );
    },
    packDirectory: () => Promise.resolve(Readable.from([Buffer.from("packed")])),
  };
  const code = await runOperation(find(id), argv, parts, terminal);
  return { code, stop, output: kept.output, errors: kept.errors };
}

const json = (value: unknown, status = 200): Handler => {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  };
};

const list = {
  containers: [
    { id: "0123456789ab", name: "web", image: "nginx:1", status: "exited", state: { ExitCode: 1 }, ports: {} },
    { id: "ba9876543210", name: "db\u001B[31m", image: "pg", status: "created", ports: {} },
  ],
  total: 2,
};

test("a list is a table off a terminal, without colours and without what could drive one", async () => {
  handler = json(list);
  const { output, code } = await run("container.list", []);
  assert.equal(code, 0);
  assert.equal(
    output,
    [
      "ID            NAME     IMAGE    STATUS      CREATED  PORTS",
      "0123456789ab  web      nginx:1  exited (1)  -        -",
      "ba9876543210  db\uFFFD[31m  pg       created     -        -",
      "",
    ].join("\n"),
  );
  assert.equal(asked[0]?.headers.authorization, "Bearer secret");
  assert.equal(asked[0]?.headers["x-gnosis-surface"], "cli");
});

test("json, ndjson and ids alone are there for programs", async () => {
  handler = json(list);
  assert.deepEqual(JSON.parse((await run("container.list", ["--format", "json"])).output), list);
  const lines = (await run("container.list", ["--format=ndjson"])).output.trimEnd().split("\n");
  assert.deepEqual(lines.map((line) => (JSON.parse(line) as { name: string }).name)[0], "web");
  assert.equal((await run("container.list", ["-q"])).output, "0123456789ab\nba9876543210\n");
  await assert.rejects(run("container.list", ["--format", "xml"]), /There is no format 'xml'/);
});

test("each further target is a call of its own, and one that fails does not stop the others", async () => {
  handler = (request, response, body) =>
    request.url?.includes("gone") === true
      ? json({ code: "CONTAINER_NOT_FOUND", detail: "No container 'gone'.", closest: ["gnome"], next: "List." }, 404)(
          request,
          response,
          body,
        )
      : json({ message: `did ${request.url}` })(request, response, body);
  const { code, output, errors } = await run("container.restart", ["a", "gone", "b"]);
  assert.equal(code, 3);
  assert.equal(output, "did /api/containers/a/restart\ndid /api/containers/b/restart\n");
  assert.match(
    errors,
    /^CONTAINER_NOT_FOUND {2}No container 'gone'\.\n {2}did you mean: gnome\n {2}next: {2}List\.\n$/,
  );
});

test("--stdin - gives a command what is piped in", async () => {
  handler = json({ exit_code: 0 });
  await run("container.exec", ["web", "--stdin", "-", "--format", "json", "--", "cat"], { input: "one\ntwo\n" });
  assert.equal((JSON.parse(asked[0]?.body ?? "{}") as { stdin?: string }).stdin, "one\ntwo\n");
});

test("a document is the text of a file, or what is piped in", async () => {
  handler = json({ valid: true });
  const file = join(mkdtempSync(join(tmpdir(), "gnosis-document-")), "compose.yaml");
  writeFileSync(file, "services: {}\n");
  const sent = (): unknown => (JSON.parse(asked[0]?.body ?? "{}") as { document?: string }).document;
  await run("stack.check", [`@${file}`]);
  assert.equal(sent(), "services: {}\n");
  await run("stack.check", ["-"], { input: "piped: {}\n" });
  assert.equal(sent(), "piped: {}\n");
});

test("a stream comes line by line, standard error apart, and exec's code passes through", async () => {
  handler = (_request, response) => {
    response.write('{"stream":"stdout","text":"one"}\n{"stream":"stderr",');
    setImmediate(() => response.end('"text":"två"}\n{"result":{"exit_code":42}}\n'));
  };
  const { code, output, errors } = await run("container.exec", ["web", "ls"]);
  assert.deepEqual({ code, output, errors }, { code: 42, output: "one\n", errors: "två\n" });
  assert.equal(asked[0]?.headers.accept, "application/x-ndjson");
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ""), { command: ["ls"] });
});

test("an error inside a stream and a stream that breaks off are errors", async () => {
  handler = (_request, response) => response.end('{"error":{"code":"ENGINE_FAILED","detail":"gone"}}\n');
  await assert.rejects(run("container.logs", ["web"]), (error: CommandError) => error.failure.code === "ENGINE_FAILED");
  handler = (_request, response) => {
    response.write('{"stream":"stdout","text":"one"}\n');
    setTimeout(() => response.destroy(), 5);
  };
  await assert.rejects(run("container.logs", ["web"]), /broke the stream off/);
});

test("downloads go to a file or to standard output, never to a terminal", async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 0]);
  handler = (_request, response) => response.end(bytes);
  const file = join(directory, "export.tar");
  await run("container.export", ["web", "-o", file]);
  assert.deepEqual(readFileSync(file), bytes);
  await assert.rejects(run("container.export", ["web"], { tty: true }), /write a file to the terminal/);
});

test("uploads come from a file or from standard input", async () => {
  handler = json({ message: "loaded" });
  const file = join(directory, "image.tar");
  writeFileSync(file, "tar");
  assert.equal((await run("image.load", ["--file", file])).output, "loaded\n");
  assert.equal(asked[0]?.body, "tar");
  assert.equal(asked[0]?.headers["content-type"], "application/x-tar");
  await run("image.load", [file]);
  assert.equal(asked[0]?.body, "tar");
  await run("image.load", [], { input: "piped" });
  assert.equal(asked[0]?.body, "piped");
  await assert.rejects(run("image.load", ["--file", join(directory, "absent")]), /ENOENT/);
});

test("a build's directory is packed, and any other directory refused", async () => {
  handler = json({ message: "built" });
  await run("image.build", [directory, "-t", "x"]);
  assert.equal(asked[0]?.body, "packed");
  assert.equal(asked[0]?.url, "/api/images/build?tag=x");
  await run("image.build", ["--tag", "x"]);
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ""), { tag: "x" });
  await assert.rejects(run("image.load", [directory]), /EISDIR/);
});

test("a server that isn't there, or isn't ours, is said to be so", async () => {
  const { terminal } = fakeTerminal();
  const nowhere = () => Promise.resolve(connectServer({ url: "http://127.0.0.1:1", version: "1", session: "s" }));
  await assert.rejects(
    runOperation(
      find("container.list"),
      [],
      { connect: nowhere, tell: () => Promise.resolve(), packDirectory: () => Promise.reject(new Error()) },
      terminal,
    ),
    (error: CommandError) => error.failure.code === "SERVER_UNREACHABLE",
  );
  handler = (_request, response) => response.writeHead(404).end("<html>");
  await assert.rejects(run("container.list", []), /answered 404 and not as a Gnosis Docker server/);
  handler = (_request, response) => response.end("<html>");
  await assert.rejects(run("container.list", []), /no JSON/);
});

test("a prune is confirmed by --yes or at a terminal, and refused where nobody can be asked", async () => {
  handler = json({
    message: "1 containers removed",
    removed: [{ id: "0123456789abcdef", name: "old", bytes: 2048 }],
    reclaimed_bytes: 2048,
  });
  await assert.rejects(run("container.prune", [], { input: "n\n" }), /has to be confirmed/);
  assert.equal(asked.length, 0);
  assert.match(
    (await run("container.prune", ["--yes"])).output,
    /^1 containers removed, 2KiB\.\n {2}0123456789ab {2}old {2}2KiB\n$/,
  );
  await run("container.prune", ["--dry-run"]);
  assert.equal(asked.length, 1);
});

test("a missing argument is a usage error with the usage", async () => {
  await assert.rejects(run("container.restart", []), (error: CommandError) => {
    assert.equal(error.failure.code, "USAGE");
    assert.match(error.failure.next ?? "", /gnosis-docker container restart ID…/);
    return true;
  });
});

test("the help of an operation names arguments, flags, examples and risk", async () => {
  const { output } = await run("container.exec", ["--help"]);
  assert.match(output, /Usage: gnosis-docker container exec ID \[FLAGS\] -- COMMAND…/);
  assert.match(output, /-e, --env NAME=VALUE/);
  assert.match(output, /Risk: read/);
});
