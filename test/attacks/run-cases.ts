import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { requestBytes, sendBytes } from "../proxy/support/raw-request.ts";
import { engine } from "../support/engine.ts";
import type { AttackScene } from "./socket-scene.ts";

/** A title, a request line, and what the body and further headers are. */
export type Case = readonly [
  title: string,
  line: string,
  body?: string | undefined,
  headers?: Readonly<Record<string, string>>,
];

/** Sends every case through the agent's socket: each must be refused, and nothing that changes anything may reach the engine. */
export async function runCases(t: TestContext, open: AttackScene, cases: readonly Case[]): Promise<void> {
  const { guarded, recorder, scene, contacts, hidden } = open;
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => scene[name] ?? whole);
  for (const [title, line, body, headers = {}] of cases) {
    await t.test(title, async () => {
      recorder.forget();
      const before = contacts();
      const [method = "", ...target] = fill(line).split(" ");
      const bytes = requestBytes(
        method,
        target.join(" "),
        headers,
        body === undefined ? undefined : body.startsWith("\u001f") ? Buffer.from(body, "latin1") : fill(body),
      );
      const answer = await sendBytes(guarded.path("agent"), bytes);
      assert.deepEqual(
        recorder.lines().filter((one) => !/^(GET|HEAD) /.test(one)),
        [],
        answer.text.slice(0, 300),
      );
      assert.equal(contacts(), before, "somebody was contacted");
      for (const text of hidden)
        assert.ok(!answer.text.replace(/"message":"[^\n]*"/, "").includes(text), `shows ${text}`);
      assert.ok(answer.status === 0 || (answer.status >= 400 && answer.status !== 500), answer.text.slice(0, 300));
    });
  }
  assert.equal((await engine("GET", `/containers/${scene["V64"]}/json`)).State.Status, "running");
}
