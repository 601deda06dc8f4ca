import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { redactOutput } from "./redact-output.ts";
import { isSecretName, mayNameSecret } from "./secret-names.ts";

const words =
  "password passwords passwd passwrd passphrase passcode pwd secret secrets token tokens apikey apikeys accesskey accesskeyid secretkey privatekey signingkey encryptionkey licensekey unlockkey credential credentials authorization authconfig registryauth registryconfig cookie basicauthusers dsn connectionstring auth stdin db my x-".split(
    " ",
  );
const letter = fc.constantFrom("_", "-", ".");
/** A word with signs between some of its letters, in some case. */
const spelt = fc
  .tuple(
    fc.constantFrom(...words),
    fc.array(fc.tuple(fc.option(letter), fc.boolean()), { minLength: 20, maxLength: 20 }),
  )
  .map(([word, signs]) =>
    word
      .split("")
      .map((one, at) => `${signs[at]?.[0] ?? ""}${signs[at]?.[1] === true ? one.toUpperCase() : one}`)
      .join(""),
  );

test("whatever is a secret's name is found by the quick look", () => {
  fc.assert(
    fc.property(fc.array(spelt, { minLength: 1, maxLength: 3 }), (parts) => {
      const name = parts.join("").slice(-60);
      if (isSecretName(name)) assert.equal(mayNameSecret(`a line with ${name}=x in it`), true, name);
    }),
    { numRuns: 2_000 },
  );
});

test("a name is judged alike however often it comes", () => {
  for (let round = 0; round < 3; round++) {
    assert.equal(redactOutput("db.password: 'hunter22' id=7"), "db.password: '[masked]' id=7");
  }
});
