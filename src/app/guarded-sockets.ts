import type { AnyOperation } from "../catalogue/operation.ts";
import type { SocketSetting } from "../config/records.ts";
import type { AuditLog } from "../guard/audit/audit-log.ts";
import type { Guard } from "../guard/guard.ts";
import { GnosisError } from "../kernel/errors.ts";
import { catalogue } from "../operations/index.ts";
import { openGuardedSocket, type GuardedSocket } from "../proxy/listen/open-socket.ts";
import type { SocketFigures } from "../proxy/figures.ts";
import { socketOperations } from "../proxy/operations.ts";
import type { EngineSide } from "./sides/engine-side.ts";
import { sandboxPrefix } from "./sandboxes/visitors.ts";
import { targetOf } from "./target-source.ts";

const own = new Map(socketOperations.map((operation) => [operation.id as string, operation]));

/** The operation that a guarded socket's route stands for. */
export const socketOperation = (id: string): AnyOperation | undefined => catalogue.find(id) ?? own.get(id);

/** What opening guarded sockets needs of the server. */
export interface GuardedSocketsParts {
  readonly guard: Guard;
  readonly audit: AuditLog;
  readonly hasRole: (role: string) => boolean;
  /** The engine of that name, or the main one. */
  readonly side: (name?: string) => EngineSide | undefined;
  readonly warn: (message: string, detail: unknown) => void;
  readonly figures?: SocketFigures;
}

/** Opens the guarded sockets of the settings. Throws CONFIG_INVALID; then none is left open. */
export async function openGuardedSockets(
  settings: readonly SocketSetting[],
  parts: GuardedSocketsParts,
): Promise<readonly GuardedSocket[]> {
  const open: GuardedSocket[] = [];
  try {
    for (const [at, setting] of settings.entries()) {
      const side = parts.side(setting.endpoint);
      if (side === undefined) throw invalid(at, `There is no endpoint '${setting.endpoint}'.`);
      if (!parts.hasRole(setting.role)) throw invalid(at, `There is no role '${setting.role}'.`);
      if (setting.name?.startsWith(sandboxPrefix) === true)
        throw invalid(at, `No socket can be called '${setting.name}': sandboxes' sockets are called so.`);
      const socket = await openGuardedSocket(
        {
          ...{
            guard: parts.guard,
            audit: parts.audit,
            engine: side.client,
            reader: side.reader,
            trash: side.trash,
            images: side.images,
            volumes: side.volumes,
            targetOf,
          },
          operation: socketOperation,
          warn: parts.warn,
          ...(parts.figures === undefined ? {} : { figures: parts.figures }),
        },
        { ...setting, name: setting.name ?? setting.role, endpoint: side.guard.name },
      );
      open.push(socket);
      parts.audit.note("socket.open", { socket: socket.name, role: setting.role, address: socket.address });
    }
  } catch (thrown) {
    await Promise.all(open.map((socket) => socket.close()));
    throw thrown;
  }
  return open;
}

function invalid(at: number, message: string): GnosisError {
  return new GnosisError("CONFIG_INVALID", message, { where: `sockets[${at}]` });
}
