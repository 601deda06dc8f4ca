import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { GnosisError } from "../../kernel/errors.ts";
import { sideBySide, type Piece } from "./side-by-side.ts";

/** Pieces whose beginnings and ends are told. */
function telling() {
  const told: string[] = [];
  const piece = (name: string, after: readonly string[] = [], work?: Piece["work"]): Piece => ({
    ...{ name, after },
    work: async (halt) => {
      told.push(`+${name}`);
      await (work?.(halt) ?? delay(5));
      told.push(`-${name}`);
    },
  });
  return { told, piece };
}

test("what waits for nothing that is left begins at once, in order, and the rest when its time has come", async () => {
  const { told, piece } = telling();
  const pieces = [
    piece("db", [], () => delay(20)),
    piece("cache"),
    piece("web", ["db", "cache"]),
    piece("top", ["web"]),
  ];
  await sideBySide(pieces, 4);
  assert.deepEqual(told, ["+db", "+cache", "-cache", "-db", "+web", "-web", "+top", "-top"]);
});

test("no more than so many run at the same time, and what is no piece is not waited for", async () => {
  const { told, piece } = telling();
  await sideBySide(["a", "b", "c", "d"].map((name) => piece(name, ["elsewhere"])), 2); // prettier-ignore
  let [now, most] = [0, 0];
  for (const one of told) most = Math.max(most, (now += one.startsWith("+") ? 1 : -1));
  assert.equal(most, 2);
  assert.deepEqual(told.filter((one) => one.startsWith("+")), ["+a", "+b", "+c", "+d"]); // prettier-ignore
});

test("after a failure nothing begins, what runs comes to its end, and who stops because of it has not failed", async () => {
  const { told, piece } = telling();
  const failing = (text: string, after: number) => async (): Promise<void> => {
    await delay(after);
    throw new GnosisError("CONFLICT", text);
  };
  const failed = sideBySide(
    [
      piece("first", [], failing("The first failed.", 5)),
      piece("slow", [], () => delay(30)),
      piece("halted", [], async (halt) => {
        await delay(15);
        halt.throwIfAborted();
      }),
      piece("second", [], failing("The second too.", 20)),
      piece("late"),
      piece("above", ["slow"]),
    ],
    4,
  );
  await assert.rejects(failed, { code: "CONFLICT", message: "The first failed. Beside it: The second too." });
  assert.deepEqual(told, ["+first", "+slow", "+halted", "+second", "-slow"]);
});
