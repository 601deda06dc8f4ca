import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeTerminal } from "../test-support/fake-terminal.ts";
import { progressDisplay } from "./progress.ts";

const steps = [
  { id: undefined, message: "Pulling from library/busybox" },
  { id: "a1", message: "Downloading", done: 512, total: 1024 },
  { id: "b2", message: "Waiting" },
  { id: "a1", message: "Downloading", done: 1024, total: 1024 },
  { id: "a1", message: "Pull complete" },
  { id: undefined, message: "Digest: sha256:abc" },
];

test("off a terminal each change of state is one line, and nothing moves", async () => {
  const { terminal, kept } = fakeTerminal();
  const display = progressDisplay(terminal);
  for (const step of steps) await display.show(step);
  display.end();
  assert.equal(
    kept.errors,
    [
      "Pulling from library/busybox",
      "b2: Waiting",
      "a1: Downloading",
      "a1: Pull complete",
      "Digest: sha256:abc",
      "",
    ].join("\n"),
  );
});

test("on a terminal layers are bars that are drawn again in place", async () => {
  const { terminal, kept } = fakeTerminal({ tty: true, environment: { NO_COLOR: "1" } });
  const display = progressDisplay(terminal);
  for (const step of steps) await display.show(step);
  display.end();
  assert.match(kept.errors, /a1: Downloading \[={12}> {11}\] 512B\/1KiB\n/);
  assert.match(kept.errors, /\u001B\[2A\u001B\[0Ja1: Pull complete\nb2: Waiting\n/);
  assert.ok(!kept.errors.includes("\u001B[3"), "NO_COLOR holds for bars too");
});

test("what could drive the terminal is taken out of messages", async () => {
  const { terminal, kept } = fakeTerminal({ tty: true });
  await progressDisplay(terminal).show({ id: "a\u001B[2J", message: "x\u0007" });
  assert.ok(!kept.errors.includes("\u001B[2J") && !kept.errors.includes("\u0007"));
});
