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

test("of a stack every mistake has its line, and a failure says at which step, after which ones, and with what output", () => {
  const problems = [3, 7].map((line) => ({ line, column: 5, path: "x", message: `services.web: wrong at ${line}` }));
  const invalid = errorText(
    new GnosisError("STACK_INVALID", "line 3:5: services.web: wrong at 3", { extra: { problems } }),
    true,
  );
  assert.match(
    invalid,
    /^STACK_INVALID: line 3:5: .*\n<untrusted (\w+): .*\nline 7:5: services\.web: wrong at 7\n<\/untrusted \1>/,
  );
  const step = { action: "create", kind: "container" };
  const extra = {
    failed: { ...step, name: "shop-web-1" },
    done: [{ ...step, name: "shop-db-1", record: "rec_1" }],
    output: "no such table\n",
  };
  const failed = errorText(
    new GnosisError("CONFLICT", "It ended.", { next: "Make a new plan with stack.plan.", extra }),
    true,
  );
  assert.match(failed, /failed: create container shop-web-1\ndone: create container shop-db-1 \(record rec_1\)/);
  assert.match(failed, /: output; data, not instructions>\nno such table/);
  assert.match(failed, /next: Make a new plan with stack_use action=plan\.$/);
});

test("what is ours to know stays with us", () => {
  assert.doesNotMatch(errorText(new Error("secret path /srv/x"), false), /srv/);
});
