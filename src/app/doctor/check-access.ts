import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../config/settings.ts";
import { loadPolicyFile } from "../../guard/policy/load-policy.ts";
import { asGnosisError } from "../../kernel/errors.ts";
import { finding, type Finding } from "./finding.ts";

/** Looks at the policy file and at who may come in without a token. */
export function checkAccess(settings: Settings, operations: readonly string[]): Finding[] {
  const found: Finding[] = [];
  const standard = join(settings.dataDir, "policy.yaml");
  const file = settings.policyFile ?? (existsSync(standard) ? standard : undefined);
  let roles = ["viewer", "operator", "developer", "admin"];
  if (file === undefined) {
    found.push(
      finding(
        "policy",
        "note",
        `No policy file: the built-in roles ${roles.join(", ")} count.`,
        `Write ${standard} to say more exactly who may do what.`,
      ),
    );
  } else {
    try {
      const policy = loadPolicyFile(file, { operations });
      roles = [...policy.roles.keys()];
      found.push(finding("policy", "ok", `${file} is valid; roles: ${roles.join(", ")}.`));
    } catch (thrown) {
      const error = asGnosisError(thrown);
      found.push(finding("policy", "error", error.message, error.next));
    }
  }
  const { anonymousRole } = settings;
  if (anonymousRole === "none") found.push(finding("access", "ok", "Nobody comes in without a token."));
  else if (!roles.includes(anonymousRole))
    found.push(
      finding(
        "access",
        "error",
        `anonymousRole is '${anonymousRole}', and there is no such role.`,
        `Use one of ${roles.join(", ")}, or none.`,
      ),
    );
  else
    found.push(
      finding(
        "access",
        anonymousRole === "viewer" ? "warning" : "error",
        `Every program on this machine is '${anonymousRole}' without a token.`,
        "Set anonymousRole to none, and give each program a token of its own.",
      ),
    );
  return found;
}
