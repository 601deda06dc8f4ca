import assert from "node:assert/strict";
import { test } from "node:test";
import { createMetrics } from "./metrics.ts";

test("the process's own figures are told, but none for which an idle process would have to wake all the time", async () => {
  const text = await createMetrics().text();
  for (const figure of ["process_cpu_seconds_total", "process_resident_memory_bytes", "nodejs_eventloop_lag_seconds"])
    assert.match(text, new RegExp(`^gnosis_docker_${figure} `, "m"));
  assert.doesNotMatch(text, /eventloop_lag_(?:min|max|mean|stddev|p\d+)_seconds/);
});
