import type { Caller } from "../../guard/caller/caller.ts";
import type { Guard } from "../../guard/guard.ts";
import type { Sandboxes } from "./open-sandboxes.ts";
import { endpointOfSandbox, inside, insideRole, isOfSandbox, maySee } from "./visitors.ts";

/**
 * The guard, for callers who go into sandboxes: inside one they have its role instead of their own, and a sandbox's own token means it
 * without naming it. Whoever may not see a sandbox stays what they are, and finds no such endpoint.
 */
export function visitSandboxes(guard: Guard, all: Sandboxes): Guard {
  const callerAt = (caller: Caller, endpoint: string | undefined): Caller => {
    const row = endpoint === undefined ? undefined : all.rowAt(endpoint);
    return row !== undefined && maySee(row, caller) ? inside(caller) : caller;
  };
  const home = (caller: Caller): string | undefined => {
    if (caller.role !== insideRole) return undefined;
    const row = all.table.live().find((one) => isOfSandbox(one, caller));
    return row === undefined ? undefined : endpointOfSandbox(row);
  };
  const at = <C extends { readonly caller: Caller; readonly endpoint?: string }>(call: C): C => {
    const endpoint = call.endpoint ?? home(call.caller);
    if (endpoint === undefined) return call;
    return { ...call, caller: callerAt(call.caller, endpoint), endpoint };
  };
  return {
    run: (call) => guard.run(at(call)),
    stream: (call) => guard.stream(at(call)),
    batches: (call) => guard.batches(at(call)),
    download: (call) => guard.download(at(call)),
    admit: (admission) => guard.admit(at(admission)),
    preview: (call) => guard.preview(at(call)),
    plan: (call) => guard.plan(at(call)),
    withoutUnseen: (caller, endpoint, text) => guard.withoutUnseen(callerAt(caller, endpoint), endpoint, text),
    secondLook: (caller, endpoint, id) => guard.secondLook(callerAt(caller, endpoint), endpoint, id),
    mayEver: (caller, operation) => guard.mayEver(caller, operation),
    sees: (caller, target, endpoint) => guard.sees(callerAt(caller, endpoint), target, endpoint),
    inScope: (caller, target, endpoint) => guard.inScope(callerAt(caller, endpoint), target, endpoint),
  };
}
