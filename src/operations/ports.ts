import type { Catalogue } from "../catalogue/catalogue.ts";
import type { EngineClient } from "../engine/client.ts";
import type { SharedLogs } from "../engine/logs/shared-logs.ts";
import type { EngineReader } from "../engine/reader.ts";
import type { ConfigLog, LogArchive } from "./config-log.ts";
import type { ContainerSwap } from "./container-swap.ts";
import type { ContainerUse } from "./container-use.ts";
import type { ApprovalDesk, Freezer } from "./approval-desk.ts";
import type { AuditReader } from "../catalogue/ports/audit-reader.ts";
import type { PolicyTools } from "../catalogue/ports/policy-tools.ts";
import type { BuildRegister } from "./build/register.ts";
import type { SandboxDesk } from "./sandbox-desk.ts";
import type { SessionReader } from "../catalogue/ports/session-reader.ts";
import type { TokenRegister } from "../catalogue/ports/token-register.ts";
import type { UndoDesk } from "./undo-desk.ts";
import type { TrashBin } from "./trash-bin.ts";
import type { VolumeBin } from "./volume-bin.ts";
import type { ImageBin } from "./image-bin.ts";
import type { StackShelf } from "./stack-shelf.ts";
import type { PrunePlans } from "./prune/plans.ts";
import type { EndpointRegister } from "./endpoint-register.ts";
import type { SetUp } from "./set-up.ts";
import type { EventLog } from "./event-log.ts";
import type { Past } from "./past.ts";

/** What operations work with. The app fills it; a port is added here together with the operations that need it. */
export interface Ports {
  /** The engine of this call's endpoint. */
  readonly engine: EngineClient;
  /** Reads of it, from the live state where that can answer. */
  readonly reader: EngineReader;
  readonly catalogue: () => Catalogue;
  readonly audit: AuditReader;
  readonly tokens: TokenRegister;
  readonly sessions?: SessionReader;
  readonly approvals?: ApprovalDesk;
  readonly freezes?: Freezer;
  readonly policy: PolicyTools;
  /** Removed containers of this engine that can come back; without it a removal is for good. */
  readonly trash?: TrashBin;
  /** Puts containers in the place of others; without it none can be recreated. */
  readonly swap?: ContainerSwap;
  /** Removed images that can come back; without it a removal is for good. */
  readonly images?: ImageBin;
  /** Removed volumes that can come back; without it a removal is for good. */
  readonly volumes?: VolumeBin;
  /** What prunes would remove. */
  readonly prunes?: PrunePlans;
  /** The documents of stacks. */
  readonly stacks?: StackShelf;
  /** Takes changes back. */
  readonly undo?: UndoDesk;
  /** Engines of their own for agents; absent inside one. */
  readonly sandboxes?: SandboxDesk;
  /** The engines of the server. */
  readonly endpoints?: EndpointRegister;
  /** How the server is set up, and what its file holds. */
  readonly setUp?: SetUp;
  /** The server itself. */
  readonly server?: ServerFacts;
  /** Directories whose subdirectories can be built as projects; none when absent. */
  readonly projectRoots?: readonly string[];
  /** Builds that run by themselves; without it only those work that somebody waits for. */
  readonly builds?: BuildRegister;
  /** What was kept of earlier: events. Without it operations ask the engine, which remembers little. */
  readonly past?: Past;
  /** Without it operations ask the engine, which takes a second or two. */
  readonly use?: ContainerUse;
  /** Events that were kept. */
  readonly events?: EventLog;
  /** How containers were set up before. */
  readonly configs?: ConfigLog;
  /** Follows logs; readers of the same log share one stream of the engine. */
  readonly logs?: Pick<SharedLogs, "follow">;
  /** The last output of containers that ended. */
  readonly archive?: LogArchive;
}

/** What operations may tell of the server itself. */
export interface ServerFacts {
  readonly version: string;
  readonly started: Date;
}
