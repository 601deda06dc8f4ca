import type { AuditLog } from "../../guard/audit/audit-log.ts";
import type { Guard } from "../../guard/guard.ts";
import { openGuardedSocket, type GuardedSocket } from "../../proxy/listen/open-socket.ts";
import { socketOperation } from "../guarded-sockets.ts";
import type { EngineSide } from "../sides/engine-side.ts";
import { targetOf } from "../target-source.ts";
import { insideRole } from "./visitors.ts";

/** Opens the guarded socket that leads into a sandbox: whoever can open its file has the sandbox's role there, and nothing elsewhere. */
export function openSandboxSocket(
  parts: {
    readonly guard: Guard;
    readonly audit: AuditLog;
    readonly warn: (message: string, detail: unknown) => void;
  },
  { name, path, side }: { readonly name: string; readonly path: string; readonly side: EngineSide },
): Promise<GuardedSocket> {
  const { client, reader, trash } = side;
  return openGuardedSocket(
    { ...parts, operation: socketOperation, engine: client, reader, trash, targetOf },
    { name, role: insideRole, endpoint: name, path },
  );
}
