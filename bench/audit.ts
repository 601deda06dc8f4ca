// Audited changes from many callers beside the same calls without a record, and what the log itself can write and verify.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { someIntent } from "../src/guard/audit/audit-fixture.ts";
import { auditMigrations } from "../src/guard/audit/audit-migrations.ts";
import type { AuditLog } from "../src/guard/audit/audit-log.ts";
import { openAudit } from "../src/guard/audit/open-audit.ts";
import { openStore } from "../src/store/store.ts";

const callers = 50;
/** Milliseconds of one measurement; each is done in turns, so that a busy moment of the machine hits both sides. */
const duration = 1_500;
const rounds = 5;

/** A process that answers every request after so many milliseconds: an engine that costs nothing but the way to it. */
const answering = (path: string, delay: number): string => `
  const answer = (response) => { response.writeHead(204); response.end(); };
  require("node:http").createServer((request, response) => {
    if (${delay} === 0) answer(response); else setTimeout(answer, ${delay}, response);
  }).listen(${JSON.stringify(path)}, () => console.log("ready"));`;

/** Calls a second that so many callers get through, each waiting for its answer before its next. */
async function measure(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let calls = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() - start < duration) {
        await call();
        calls++;
      }
    }),
  );
  return calls / ((performance.now() - start) / 1_000);
}

async function withEngine<T>(
  directory: string,
  delay: number,
  work: (ask: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const socketPath = join(directory, `engine-${delay}.sock`);
  const child = spawn(process.execPath, ["-e", answering(socketPath, delay)], { stdio: ["ignore", "pipe", "inherit"] });
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  try {
    await once(child.stdout, "data");
    return await work(
      () =>
        new Promise((resolve, reject) => {
          const asked = request({ socketPath, agent, method: "POST", path: "/containers/x/pause" }, (response) => {
            response.resume().once("end", resolve);
          });
          asked.once("error", reject).end();
        }),
    );
  } finally {
    agent.destroy();
    child.kill();
  }
}

async function audited(log: AuditLog, ask: () => Promise<void>): Promise<void> {
  const record = await log.intend(someIntent());
  await ask();
  record.finish({ ok: true, duration: 1 });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Prints the table: calls a second with and without records, rows a second, and how fast a log is verified. */
export async function audit(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "gnosis-bench-"));
  const store = openStore({ directory: join(directory, "data"), migrations: auditMigrations });
  const { log, reader, close } = openAudit({ store });
  try {
    for (const delay of [0, 5, 20]) {
      const figures = await withEngine(directory, delay, async (ask) => {
        const plain: number[] = [];
        const recorded: number[] = [];
        for (let round = 0; round < rounds; round++) {
          plain.push(await measure(ask));
          recorded.push(await measure(() => audited(log, ask)));
        }
        return [median(plain), median(recorded)] as const;
      });
      const [plain, recorded] = figures;
      console.log(
        `${callers} callers, engine answers after ${delay} ms: ${plain.toFixed(0)} calls/s without records, ` +
          `${recorded.toFixed(0)} with (${(recorded / plain).toFixed(2)})`,
      );
    }
    const alone = await measure(async () => (await log.intend(someIntent())).finish({ ok: true, duration: 1 }));
    console.log(`records alone, ${callers} callers: ${(alone * 2).toFixed(0)} rows/s`);
    const start = performance.now();
    const report = await reader.verify();
    const seconds = (performance.now() - start) / 1_000;
    console.log(
      `verify: ${report.records} records in ${seconds.toFixed(1)} s, ${(report.records / seconds).toFixed(0)}/s, ok ${report.ok}`,
    );
    console.log(`file: ${(store.size().file / report.records).toFixed(0)} bytes a record`);
  } finally {
    close();
    store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) await audit();
