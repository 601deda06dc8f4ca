import type { AnyOperation } from "../catalogue/operation.ts";
import type { Target } from "../catalogue/target.ts";
import type { EngineClient } from "../engine/client.ts";
import type { ContainerSummary, ImageSummary, NetworkInspect, VolumeInspect } from "../engine/model.ts";
import type { EngineReader } from "../engine/reader.ts";
import type { AuditLog } from "../guard/audit/audit-log.ts";
import type { ImageTrash } from "../guard/trash/image-trash.ts";
import type { VolumeTrash } from "../guard/trash/volume-trash.ts";
import type { Trash } from "../guard/trash/trash.ts";
import type { Guard } from "../guard/guard.ts";
import type { SocketFigures } from "./figures.ts";

/** How entries of the engine's lists become targets: the same way for every surface. */
export interface TargetOf {
  readonly container: (summary: ContainerSummary) => Target;
  readonly image: (summary: ImageSummary) => Target;
  readonly volume: (volume: VolumeInspect) => Target;
  readonly network: (network: NetworkInspect) => Target;
}

/** What a guarded socket works with. */
export interface ProxyParts {
  readonly guard: Guard;
  /** For what never reaches the guard: requests that can't be read, routes that nobody knows. */
  readonly audit: Pick<AuditLog, "refuse" | "note">;
  /** The operation of that id: the catalogue's, or one of the socket's own. */
  readonly operation: (id: string) => AnyOperation | undefined;
  readonly engine: EngineClient;
  readonly reader: EngineReader;
  readonly targetOf: TargetOf;
  /** Removed containers that can come back; without it a removal is for good. */
  readonly trash?: Trash;
  /** Removed images that can come back. */
  readonly images?: ImageTrash;
  /** Removed volumes that can come back. */
  readonly volumes?: VolumeTrash;
  readonly figures?: SocketFigures;
  /** The server's own log, for failures that callers see only as "internal". */
  readonly warn?: (message: string, detail: unknown) => void;
}
