import assert from "node:assert/strict";
import { test } from "node:test";
import { notStarted, startFailure } from "./start-failure.ts";

test("what a host lacks is named, and whether anything else is worth a try", () => {
  const cases: readonly (readonly [string, "disk" | "driver" | "never", RegExp])[] = [
    ["gnosis-docker: disk: no loop device can be used", "disk", /disk could not be made: no loop device/],
    ["gnosis-docker: no right to remount /sys/fs/cgroup (CAP_SYS_ADMIN)", "never", /gives no right to remount/],
    [
      "OCI runtime create failed: unable to apply caps: operation not permitted",
      "never",
      /CAP_SYS_ADMIN and CAP_NET_ADMIN/,
    ],
    ["failed to start daemon: Error initializing network controller: iptables failed", "never", /iptables/],
    ['exec: "sh": executable file not found in $PATH', "never", /no shell/],
    ["sh: 1: dockerd: not found", "never", /no dockerd/],
    ["failed to start daemon: error initializing graphdriver: driver not supported", "driver", /driver not supported/],
    ["", "driver", /nothing/],
  ];
  for (const [said, instead, message] of cases) {
    const failure = startFailure(said);
    assert.equal(failure.instead, instead, said);
    assert.match(failure.message, message);
  }
});

test("the error tells the last reason, what to do about it, and all that was tried", () => {
  const failed = startFailure("sh: 1: dockerd: not found");
  const error = notStarted([startFailure("gnosis-docker: disk: full"), failed]);
  assert.equal(error.code, "SANDBOX_FAILED");
  assert.match(error.next, /docker:dind/);
  assert.deepEqual(error.detail.extra, { tried: ["The sandbox's disk could not be made: full.", failed.message] });
});
