import type { Caller } from "../guard/caller/caller.ts";
import type { Access } from "../guard/caller/open-access.ts";
import { type Approvals, openApprovals } from "../guard/approval/approvals.ts";
import type { Audit } from "../guard/audit/open-audit.ts";
import type { AuditLog } from "../guard/audit/audit-log.ts";
import { type Freezes, openFreezes } from "../guard/freeze/freezes.ts";
import type { Policy } from "../guard/policy/policy.ts";
import { approvalApprove } from "../operations/approval/approve.ts";
import type { Store } from "../store/store.ts";

/** Opens the approval queue and the freezes. Whoever the policy lets approve at all sees and decides every approval. */
export function openSupervision(parts: {
  readonly store: Store;
  readonly audit: Audit;
  readonly log: AuditLog;
  readonly access: Access;
  readonly policy: () => Policy;
}): { readonly approvals: Approvals; readonly freezes: Freezes } {
  const { store, audit, log, access, policy } = parts;
  return {
    approvals: openApprovals({
      store,
      audit: log,
      replaceSecret: audit.replaceSecret,
      // A caller's view is the caller itself; the narrowing of its token counts as well.
      mayDecide: (viewer) => policy().mayEver(viewer as Caller, approvalApprove),
      madeBy: access.madeBy,
    }),
    freezes: openFreezes({ store, audit: log }),
  };
}
