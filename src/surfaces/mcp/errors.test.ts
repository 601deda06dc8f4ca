import assert from "node:assert/strict";
import { test } from "node:test";
import { GnosisError } from "../../kernel/errors.ts";
import { errorText } from "./errors.ts";

test("a wrong name comes with the closest ones and the tool that lists them", () => {
  const error = new GnosisError("CONTAINER_NOT_FOUND", "There is no container 'wbe'.", { closest: ["web"] });
  assert.equal(
    errorText(error, false),
    "CONTAINER_NOT_FOUND: There is no container 'wbe'.\nclosest: web\nnext: See container_list with all=true.",
  );
});

test("after a timeout a change is said to be possible, a look is not", () => {
  const error = new GnosisError("ENGINE_TIMEOUT", "The engine did not answer within 30 s.");
  assert.match(errorText(error, true), /It may have happened\. Look with container_inspect/);
  assert.doesNotMatch(errorText(error, false), /container_inspect/);
});

test("a refusal names the rule, a containment what it objects to, an approval how to wait for it", () => {
  const findings = [{ field: "HostConfig.Privileged", message: "Privileged containers are not allowed." }];
  const denied = errorText(
    new GnosisError("CONTAINMENT_DENIED", "No.", { rule: "developer", extra: { findings } }),
    true,
  );
  assert.match(denied, /rule: developer\n- HostConfig\.Privileged: Privileged containers are not allowed\.\nnext: /);
  const asked = new GnosisError("APPROVAL_REQUIRED", "Ask.", {
    extra: { approval: { id: "apr_1", state: "pending" } },
  });
  assert.match(errorText(asked, true), /next: approval_wait approval=apr_1/);
});

test("what is ours to know stays with us", () => {
  assert.doesNotMatch(errorText(new Error("secret path /srv/x"), false), /srv/);
});
