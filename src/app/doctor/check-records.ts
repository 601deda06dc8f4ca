import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../config/settings.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import { verifyOffline } from "../offline/read-records.ts";
import { liveTokens } from "../offline/read-tokens.ts";
import { finding, type Finding } from "./finding.ts";

/** Looks whether the audit log in the data directory is whole; works beside a running server. */
export async function checkRecords(settings: Settings): Promise<Finding[]> {
  if (!existsSync(join(settings.dataDir, "gnosis.db"))) return [finding("audit", "note", "There are no records yet.")];
  try {
    const report = await verifyOffline(settings);
    const found = report.ok
      ? [finding("audit", "ok", `${report.records} records, whole and in order; ${report.heads} signed heads hold.`)]
      : [
          finding(
            "audit",
            "error",
            `The audit log was changed: ${report.broken?.message ?? "see its problems"}`,
            "Keep a copy of the data directory as it is, and look with 'gnosis-docker audit verify'.",
          ),
        ];
    if (report.unknown.length > 0)
      found.push(
        finding(
          "audit",
          "note",
          `Of ${report.unknown.length} calls nobody knows the outcome: the server ended before it was recorded.`,
        ),
      );
    return found;
  } catch (thrown) {
    const error = asGnosisError(thrown);
    return [finding("audit", "error", error.message, error.next)];
  }
}

/** Days within which a token's end is worth saying. */
const soon = 7 * 86_400_000;

/** Looks at the tokens: who is admin, what never ends, what ends soon. */
export function checkTokens(settings: Settings): Finding[] {
  if (!existsSync(join(settings.dataDir, "gnosis.db"))) return [];
  try {
    const tokens = liveTokens(settings.dataDir);
    const admins = tokens.filter(({ role }) => role === "admin");
    const found = [finding("tokens", "ok", `${tokens.length} live tokens, ${admins.length} of them admin.`)];
    const lasting = tokens.filter(({ expires, role }) => expires === undefined && role !== "admin");
    if (lasting.length > 0)
      found.push(
        finding(
          "tokens",
          "note",
          `These never expire: ${lasting.map(({ name }) => name).join(", ")}.`,
          "Make tokens for agents with an end: 'gnosis-docker token create NAME --role ROLE --expires-in 30d'.",
        ),
      );
    for (const { name, expires } of tokens)
      if (expires !== undefined && Date.parse(expires) - Date.now() < soon)
        found.push(finding("tokens", "note", `The token ${name} expires on ${expires}.`));
    return found;
  } catch (thrown) {
    const { code, message } = asGnosisError(thrown);
    // A store of an older version has no such table: the server adds it at its next start.
    return [finding("tokens", "warning", code === "INTERNAL" && thrown instanceof Error ? thrown.message : message)];
  }
}
