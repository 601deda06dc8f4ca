import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../config/settings.ts";
import type { AuditLog } from "../guard/audit/audit-log.ts";
import { loadPolicy, type LoadedPolicy, type LoadOptions } from "../guard/policy/load-policy.ts";
import { watchPolicy } from "../guard/policy/watch-policy.ts";
import type { GnosisError } from "../kernel/errors.ts";

/** The policy in force. */
export interface PolicyInForce {
  readonly current: () => LoadedPolicy;
  /** What it was loaded with: for trying another one. */
  readonly load: LoadOptions;
  /** The file it comes from; nothing when only the built-in roles count. */
  readonly file: string | undefined;
  /** What is wrong with the file as it stands, while an older policy counts. */
  readonly problem: () => GnosisError | undefined;
  readonly close: () => void;
}

/** What is needed to put a policy in force. */
export interface PolicyOptions {
  readonly settings: Pick<Settings, "policyFile" | "dataDir" | "mountRoots">;
  readonly operations: readonly string[];
  readonly audit: AuditLog;
  readonly onBroken: (error: GnosisError) => void;
}

/** Loads the policy file, and every change of it, or the built-in roles where there is none. Throws POLICY_INVALID at the start. */
export function putPolicyInForce({ settings, operations, audit, onBroken }: PolicyOptions): PolicyInForce {
  const standard = join(settings.dataDir, "policy.yaml");
  const file = settings.policyFile ?? (existsSync(standard) ? standard : undefined);
  const load = { operations, defaults: { mountRoots: settings.mountRoots } };
  if (file === undefined) {
    const policy = loadPolicy(undefined, load);
    return { current: () => policy, load, file, problem: () => undefined, close: () => undefined };
  }
  const watched = watchPolicy(file, {
    ...load,
    onChange: (change) => {
      if (change.kind === "loaded") {
        audit.note("policy.changed", { file, digest: change.digest, before: change.before });
        return;
      }
      audit.note("policy.broken", { file, digest: change.digest, message: change.error.message });
      onBroken(change.error);
    },
  });
  audit.note("policy.loaded", { file, digest: watched.current().digest });
  return { current: watched.current, load, file, problem: watched.problem, close: watched.close };
}
