import type { CallerView } from "../../catalogue/operation.ts";
import type { SandboxRow } from "../../engine/sandbox/sandbox-table.ts";

/** What endpoints of sandboxes begin with; no other endpoint may. */
export const sandboxPrefix = "sandbox-";

/** The endpoint of a sandbox. */
export const endpointOfSandbox = ({ name }: { readonly name: string }): string => `${sandboxPrefix}${name}`;

/** The role of everybody but admins inside a sandbox: nearly everything, within baseline containment. */
export const insideRole = "sandbox";

/** The caller that a sandbox's own guarded socket stands for. */
const socketCaller = (row: Pick<SandboxRow, "name">): string => `socket:${endpointOfSandbox(row)}`;

type Row = Pick<SandboxRow, "name" | "owner" | "token">;

/** Whether a sandbox is there at all for a caller: for who made it, for admins, and for its own token and socket. */
export const maySee = (row: Row, { id, role }: Pick<CallerView, "id" | "role">): boolean =>
  role === "admin" || id === row.owner || (row.token !== null && id === row.token) || id === socketCaller(row);

/** Whether a caller is the sandbox's own token or socket, to which no other engine is there. */
export const isOfSandbox = (row: Row, { id }: Pick<CallerView, "id">): boolean =>
  (row.token !== null && id === row.token) || id === socketCaller(row);

/** A caller as it counts inside a sandbox that it may see. */
export const inside = <C extends Pick<CallerView, "role">>(caller: C): C =>
  caller.role === "admin" ? caller : { ...caller, role: insideRole };
