import assert from "node:assert/strict";
import { test } from "node:test";
import { usageOf } from "./usage.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

test("CPU is the share of the host's time between two samples, times its CPUs", () => {
  const raw = (second: number, busy: number, system: number) => ({
    read: at(second),
    cpu_stats: { cpu_usage: { total_usage: busy }, system_cpu_usage: system, online_cpus: 4 },
  });
  const first = raw(0, 1e9, 100e9);
  const before = { ...usageOf(first), raw: first };
  assert.equal(before.cpu, undefined);
  assert.equal(usageOf(raw(1, 2e9, 104e9), before).cpu, 100);
  assert.equal(usageOf(raw(1, 0, 104e9), before).cpu, 0, "counters that start anew are no use");
});

test("memory leaves out what the kernel could drop, in both cgroup versions", () => {
  const memory = (stats: Record<string, number>) =>
    usageOf({ read: at(0), memory_stats: { usage: 100, limit: 500, stats } }).memory;
  assert.equal(memory({ total_inactive_file: 30, inactive_file: 10 }), 70);
  assert.equal(memory({ inactive_file: 10 }), 90);
  assert.equal(memory({ inactive_file: 100 }), 100);
  assert.equal(memory({}), 100);
});

test("rates are the counters' growth in bytes a second, and never negative", () => {
  const raw = (second: number, bytes: number) => ({
    read: at(second),
    networks: { eth0: { rx_bytes: bytes, tx_bytes: 2 * bytes } },
    blkio_stats: {
      io_service_bytes_recursive: [
        { op: "Read", value: bytes },
        { op: "write", value: bytes },
      ],
    },
  });
  const first = raw(0, 1000);
  const before = { ...usageOf(first), raw: first };
  assert.deepEqual(usageOf(raw(2, 3000), before).rates, { received: 1000, sent: 2000, read: 1000, written: 1000 });
  assert.equal(usageOf(raw(2, 0), before).rates?.received, 0);
});
