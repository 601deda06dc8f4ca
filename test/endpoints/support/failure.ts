import assert from "node:assert/strict";
import { GnosisError } from "../../../src/kernel/errors.ts";

/** The error that a call ends with: one of ours, or the test fails. */
export async function failureOf(call: Promise<unknown>): Promise<GnosisError> {
  try {
    await call;
  } catch (error) {
    assert(error instanceof GnosisError, String(error));
    return error;
  }
  assert.fail("it should have failed");
}

/** What a person reads of an error. */
export const words = ({ message, next }: GnosisError): string => `${message} ${next}`;
