import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../config/settings.ts";
import type { AuditLog } from "../guard/audit/audit-log.ts";
import { loadPolicy, readPolicyText, type LoadedPolicy, type LoadOptions } from "../guard/policy/load-policy.ts";
import { type PolicyVersions, textDigest } from "../guard/policy/policy-versions.ts";
import { type WatchedPolicy, watchPolicy } from "../guard/policy/watch-policy.ts";
import { whyReadOnly, writePolicy } from "../guard/policy/write-policy.ts";
import { GnosisError } from "../kernel/errors.ts";

/** A new text for the policy file. */
export interface PolicyWrite {
  readonly text: string;
  /** `textDigest` of the text that it was made from; CONFLICT when the file is another by now. */
  readonly base?: string;
  readonly by: string;
  readonly reason: string;
}

/** The policy in force. */
export interface PolicyInForce {
  readonly current: () => LoadedPolicy;
  /** What it was loaded with: for trying another one. */
  readonly load: LoadOptions;
  /** The file it comes from; nothing when only the built-in roles count. */
  readonly file: () => string | undefined;
  /** The file's text as it stands; nothing where there is none, or it can't be read. */
  readonly text: () => string | undefined;
  /** What is wrong with the file as it stands, while an older policy counts. */
  readonly problem: () => GnosisError | undefined;
  readonly versions: PolicyVersions;
  /** Why it can't be changed here; nothing when it can. */
  readonly readOnly: () => string | undefined;
  /** Checks a text, writes it, and puts it in force. Throws POLICY_INVALID, POLICY_READ_ONLY and CONFLICT. */
  readonly write: (change: PolicyWrite) => void;
  readonly close: () => void;
}

/** What is needed to put a policy in force. */
export interface PolicyOptions {
  readonly settings: Pick<Settings, "policyFile" | "dataDir" | "mountRoots">;
  readonly operations: readonly string[];
  readonly audit: AuditLog;
  readonly versions: PolicyVersions;
  readonly onBroken: (error: GnosisError) => void;
}

/**
 * Loads the policy file, and every change of it, or the built-in roles where there is none; then the first text that is written makes
 * it. Throws POLICY_INVALID at the start.
 */
export function putPolicyInForce({ settings, operations, audit, versions, onBroken }: PolicyOptions): PolicyInForce {
  const path = settings.policyFile ?? join(settings.dataDir, "policy.yaml");
  const load = { operations, defaults: { mountRoots: settings.mountRoots } };
  const builtIn = loadPolicy(undefined, load);
  let writing: PolicyWrite | undefined;
  let watched: WatchedPolicy | undefined;

  const keep = (policy: WatchedPolicy): void =>
    versions.keep({
      digest: policy.current().digest,
      text: policy.text(),
      changed_by: writing?.by ?? null,
      reason: writing?.reason ?? null,
    });
  const watch = (): WatchedPolicy => {
    const made = watchPolicy(path, {
      ...load,
      onChange: (change) => {
        if (change.kind === "loaded") {
          keep(made);
          const by = writing === undefined ? {} : { by: writing.by, reason: writing.reason };
          audit.note("policy.changed", { file: path, digest: change.digest, before: change.before, ...by });
          return;
        }
        audit.note("policy.broken", { file: path, digest: change.digest, message: change.error.message });
        onBroken(change.error);
      },
    });
    keep(made);
    return made;
  };
  if (settings.policyFile !== undefined || existsSync(path)) {
    watched = watch();
    audit.note("policy.loaded", { file: path, digest: watched.current().digest });
  }

  const text = (): string | undefined => {
    if (watched === undefined) return undefined;
    try {
      return readPolicyText(path);
    } catch {
      return undefined;
    }
  };
  const write = (change: PolicyWrite): void => {
    if (change.base !== undefined && change.base !== textDigest(text() ?? ""))
      throw new GnosisError("CONFLICT", "The policy file has been changed since this text was begun.", {
        where: "base",
        next: "Read the policy again, and make the change in what it says now.",
      });
    loadPolicy(change.text, { ...load, file: "policy" });
    writePolicy(path, change.text);
    writing = change;
    try {
      if (watched !== undefined) watched.reload();
      else {
        watched = watch();
        const by = { by: change.by, reason: change.reason };
        audit.note("policy.changed", { file: path, digest: watched.current().digest, before: builtIn.digest, ...by });
      }
      // A text that says the same in other words is no change of the policy, but a version all the same.
      keep(watched);
    } finally {
      writing = undefined;
    }
  };
  return {
    current: () => watched?.current() ?? builtIn,
    load,
    file: () => (watched === undefined ? undefined : path),
    text,
    problem: () => watched?.problem(),
    versions,
    readOnly: () => whyReadOnly(path),
    write,
    close: () => watched?.close(),
  };
}
