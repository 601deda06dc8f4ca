import assert from "node:assert/strict";
import { test } from "node:test";
import { boundedUpload } from "./bounded-upload.ts";
import { GnosisError } from "./errors.ts";

async function* chunks(count: number, failure?: Error): AsyncGenerator<Uint8Array, void, void> {
  for (let index = 0; index < count; index++) yield new Uint8Array(10);
  if (failure !== undefined) throw failure;
}

const withCode = (code: string) => (error: unknown) => error instanceof GnosisError && error.code === code;

test("an upload within its bound arrives whole", async () => {
  const parts = await boundedUpload(chunks(3), 30).toArray();
  assert.equal(Buffer.concat(parts as Buffer[]).length, 30);
});

test("an upload past its bound fails with BODY_TOO_LARGE", async () => {
  await assert.rejects(boundedUpload(chunks(4), 30).toArray(), withCode("BODY_TOO_LARGE"));
});

test("an upload whose sender goes away fails with UPLOAD_BROKEN", async () => {
  await assert.rejects(boundedUpload(chunks(1, new Error("aborted")), 30).toArray(), withCode("UPLOAD_BROKEN"));
});

test("an upload that nobody reads may fail without ending the process", async () => {
  const upload = boundedUpload(chunks(4), 5);
  upload.resume();
  await new Promise((resolve) => upload.once("close", resolve));
});
