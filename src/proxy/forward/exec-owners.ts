import type { EngineClient } from "../../engine/client.ts";
import { GnosisError } from "../../kernel/errors.ts";

/** Execs that are remembered; older ones are asked for again. */
const mostRemembered = 4096;

/** Knows the container that an exec was made for. */
export interface ExecOwners {
  readonly remember: (exec: string, container: string) => void;
  /** Full id of the exec's container; throws EXEC_NOT_FOUND. */
  readonly containerOf: (exec: string, signal?: AbortSignal) => Promise<string>;
}

/** Remembers execs made through us, and asks the engine for others; an exec never changes its container. */
export function createExecOwners(engine: EngineClient): ExecOwners {
  const known = new Map<string, string>();
  const remember = (exec: string, container: string): void => {
    known.set(exec, container);
    const [oldest] = known.keys();
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
  };
  return {
    remember,
    containerOf: async (exec, signal) => {
      const remembered = known.get(exec);
      if (remembered !== undefined) return remembered;
      if (!/^[0-9a-f]{64}$/.test(exec)) throw noSuchExec(exec);
      const { status, body } = await engine.pass("GET", `/exec/${exec}/json`, signal === undefined ? {} : { signal });
      const parts: Buffer[] = [];
      for await (const part of body) parts.push(part as Buffer);
      if (status !== 200) throw noSuchExec(exec);
      const { ContainerID } = JSON.parse(Buffer.concat(parts).toString()) as { ContainerID?: unknown };
      if (typeof ContainerID !== "string") throw noSuchExec(exec);
      remember(exec, ContainerID);
      return ContainerID;
    },
  };
}

/** The answer for an exec that isn't there, or whose container is out of scope. */
export function noSuchExec(exec: string): GnosisError {
  return new GnosisError("EXEC_NOT_FOUND", `No such exec instance: ${exec}`);
}
