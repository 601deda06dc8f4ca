import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { tarPieces } from "../../web/src/parts/tar.ts";
import { startGuarded, type Guarded } from "../proxy/support/guarded.ts";
import { requestBytes, sendBytes } from "../proxy/support/raw-request.ts";
import { engine, labels, removeOwn, uniqueName } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";

let guarded: Guarded;

before(async () => {
  guarded = await startGuarded({ roles: ["developer"] });
});

after(async () => {
  await guarded?.stop();
  await removeOwn();
});

/** Sends a request and leaves the connection open; `shown` is what has come so far. */
function open(bytes: Buffer): { readonly shown: () => string; readonly closed: () => boolean } {
  const parts: Buffer[] = [];
  let closed = false;
  const socket = connect(guarded.path("developer"));
  socket.on("data", (part) => parts.push(part));
  socket.on("error", () => undefined);
  socket.on("close", () => (closed = true));
  socket.write(bytes);
  return { shown: () => Buffer.concat(parts).toString("latin1"), closed: () => closed };
}

test("a freeze ends what runs on for a guarded socket: builds, logs and commands, and nothing more is changed", async () => {
  const own = { socketPath: guarded.path("developer") };
  const { Id } = await engine<{ Id: string }>(
    "POST",
    "/containers/create",
    { Image: "busybox:latest", Cmd: ["sh", "-c", "while echo tick; do sleep 1; done"], Labels: labels },
    own,
  );
  await engine("POST", `/containers/${Id}/start`, undefined, own);
  const exec = { Cmd: ["cat"], AttachStdin: true, AttachStdout: true };
  const { Id: command } = await engine<{ Id: string }>("POST", `/containers/${Id}/exec`, exec, own);
  const pause = `sleep ${6_000 + Math.floor(Math.random() * 3_000)}`;
  const text = `FROM busybox:latest\nRUN ${pause}\n`;
  const pieces = tarPieces([{ name: "Dockerfile", size: text.length, lastModified: 0, text }]);
  const archive = Buffer.concat(pieces.map((piece) => Buffer.from("text" in piece ? piece.text : piece)));
  const json = { "Content-Type": "application/json" };
  const build = open(
    requestBytes("POST", `/v1.41/build?t=${uniqueName("slow")}`, { "Content-Type": "application/x-tar" }, archive),
  );
  const logs = open(requestBytes("GET", `/v1.41/containers/${Id}/logs?follow=1&stdout=1`, {}));
  const upgrade = { ...json, Connection: "Upgrade", Upgrade: "tcp" };
  const typed = open(requestBytes("POST", `/v1.41/exec/${command}/start`, upgrade, '{"Detach":false,"Tty":false}'));
  await waitFor("the build's step", () => build.shown().includes("Running in"));
  await waitFor("the log", () => logs.shown().includes("tick"));
  await waitFor("the command", () => typed.shown().includes("101 "));

  const frozen = await guarded.server.call("POST", "/api/freezes", { reason: "stop" });
  assert.equal(frozen.status, 201, frozen.text);
  for (const one of [build, logs, typed]) await waitFor("its end", () => one.closed());
  await waitFor("the engine has given the step up", async () => {
    const running = await engine<{ Command: string }[]>("GET", "/containers/json");
    return !running.some(({ Command }) => Command.includes(pause));
  });
  const stop = await sendBytes(guarded.path("developer"), requestBytes("POST", `/v1.41/containers/${Id}/stop?t=0`, {}));
  assert.equal(stop.status, 403, stop.text);
  assert.match(stop.text, /Changes are stopped/);
});
