// Writes calls as fast as it can to the log in argv[2], and says each intent that was acknowledged on its standard output; until it is killed.
import { writeSync } from "node:fs";
import { auditMigrations } from "../../src/guard/audit/audit-migrations.ts";
import { someIntent } from "../../src/guard/audit/audit-fixture.ts";
import { openAudit } from "../../src/guard/audit/open-audit.ts";
import { openStore } from "../../src/store/store.ts";

const store = openStore({ directory: process.argv[2] ?? "", migrations: auditMigrations });
const { log } = openAudit({ store, headInterval: 20 });

async function caller(): Promise<never> {
  for (let count = 0; ; count++) {
    const risk = count % 4 === 0 ? "read" : "change";
    const record = await log.intend(someIntent({ risk, input: { id: `c${count}`, env: { PASSWORD: `p${count}` } } }));
    if (risk === "change") writeSync(1, `${record.id}\n`);
    await new Promise((resolve) => void setTimeout(resolve, count % 3));
    record.finish({ ok: count % 5 !== 0, duration: 1 });
  }
}

writeSync(1, "ready\n");
await Promise.all(Array.from({ length: 20 }, caller));
