import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openStore } from "../../store/store.ts";
import { StatsHistory } from "./history.ts";
import type { Sample } from "./sampler.ts";
import { statsMigrations } from "./stats-migrations.ts";

const directory = mkdtempSync(join(tmpdir(), "gd-stats-"));
const store = openStore({ directory, migrations: statsMigrations });
after(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

const sample = (container: string, time: number, cpu: number): Sample => ({
  container,
  time,
  cpu,
  memory: cpu * 10,
  memoryLimit: 1000,
  received: 0,
  sent: 0,
  read: 0,
  written: 0,
  rates: { received: cpu, sent: 0, read: 0, written: 0 },
  pids: 1,
  raw: {},
});
const start = Date.UTC(2026, 0, 1);

test("samples become averages over ten seconds, a minute and a quarter of an hour", () => {
  const history = new StatsHistory(store, 1000);
  for (let second = 0; second < 120; second += 2) {
    const now = start + second * 1000;
    history.add([sample("a", now, second < 60 ? 10 : 30)], now);
  }
  const tens = history.between("a", start, start + 3600_000, 10);
  assert.deepEqual([tens.length, tens[0]!.samples, tens[0]!.cpu, tens[11]!.cpu], [12, 5, 10, 30]);
  const minutes = history.between("a", start, start + 3600_000, 60);
  assert.deepEqual(minutes.map(({ time, cpu, memory, received }) => [time - start, cpu, memory, received]), [[0, 10, 100, 10], [60_000, 30, 300, 30]]); // prettier-ignore
  const [quarter] = history.between("a", start, start + 3600_000, 900);
  assert.deepEqual([quarter!.samples, quarter!.cpu, quarter!.cpuPeak, quarter!.memoryPeak], [60, 20, 30, 300]);
  history.close();
});

test("what is too old or too much is cut, the finest first", () => {
  const history = new StatsHistory(store, 20);
  const day = 86_400_000;
  for (let i = 0; i < 40; i++) history.add([sample("b", 0, 1)], start + 40 * day + i * 60_000);
  const { rows } = store.prepare("SELECT count(*) AS rows FROM stats_point").get() as { rows: number };
  assert(rows <= 25, `${rows} rows`);
  assert.deepEqual(history.between("a", start, start + day, 900), []);
  assert(history.between("b", start, start + 50 * day, 900).length >= 2);
});
