import type { Settings } from "../../config/settings.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import { endpointsOf } from "../sides/endpoints.ts";
import { checkAccess } from "./check-access.ts";
import { checkDataDirectory } from "./check-data-directory.ts";
import { checkEngine } from "./check-engine.ts";
import { checkHolders } from "./check-holders.ts";
import { checkRecords, checkTokens } from "./check-records.ts";
import { checkServer } from "./check-server.ts";
import { finding, type Finding } from "./finding.ts";

/** Looks at everything that the settings lead to. A check that fails is a finding, never the end. */
export async function examine(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  operations: readonly string[],
): Promise<Finding[]> {
  const found: Finding[] = [];
  const attempt = async (
    check: string,
    look: () => Promise<readonly Finding[]> | readonly Finding[],
  ): Promise<void> => {
    try {
      found.push(...(await look()));
    } catch (thrown) {
      const error = asGnosisError(thrown);
      found.push(finding(check, "error", error.message, error.next));
    }
  };
  let own: Awaited<ReturnType<typeof checkHolders>>["own"];
  await attempt("engine", async () => {
    const endpoints = endpointsOf(settings, environment);
    const engines = (await Promise.all(endpoints.map(checkEngine))).flat();
    const holders = await Promise.all(endpoints.map(checkHolders));
    own = holders[0]?.own;
    return [...engines, ...holders.flatMap(({ findings }) => findings)];
  });
  await attempt("server", async () => (await checkServer(settings, own)).findings);
  await attempt("data directory", () => checkDataDirectory(settings.dataDir));
  await attempt("policy", () => checkAccess(settings, operations));
  await attempt("tokens", () => checkTokens(settings));
  await attempt("audit", () => checkRecords(settings));
  if (process.getuid?.() === 0 && own === undefined)
    found.push(
      finding(
        "user",
        "note",
        "This runs as root.",
        "Run the server as a user of its own who is in the socket's group.",
      ),
    );
  return found;
}
