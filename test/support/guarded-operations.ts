import { createTargetSource } from "../../src/app/target-source.ts";
import type { AnyOperation } from "../../src/catalogue/operation.ts";
import type { Target } from "../../src/catalogue/target.ts";
import { createEngineClient } from "../../src/engine/create-client.ts";
import { endpointUnderTest } from "./endpoint-under-test.ts";
import { createEngineReader } from "../../src/engine/engine-reader.ts";
import type { Caller } from "../../src/guard/caller/caller.ts";
import { createGuard } from "../../src/guard/execute.ts";
import type { Call, Guard } from "../../src/guard/guard.ts";
import type { GuardParts } from "../../src/guard/parts.ts";
import { catalogue } from "../../src/operations/index.ts";
import type { Ports } from "../../src/operations/ports.ts";

/** What a test may change about the guard around the operations. */
export interface AroundOperations {
  readonly sees?: (target: Target) => boolean;
  readonly revealsSecrets?: boolean;
  readonly ports?: Partial<Ports>;
}

/** Operations of the catalogue on the real engine, through the real guard with a policy that allows everything. */
export interface Operations {
  readonly run: <T = any>(id: string, input?: Readonly<Record<string, unknown>>, more?: Partial<Call>) => Promise<T>;
  readonly stream: (
    id: string,
    input?: Readonly<Record<string, unknown>>,
    more?: Partial<Call>,
  ) => Promise<{ readonly items: any[]; readonly value: any }>;
  readonly guard: Guard;
  readonly call: (id: string, input?: Readonly<Record<string, unknown>>, more?: Partial<Call>) => Call;
  readonly close: () => void;
}

const caller: Caller = { id: "t1", name: "test", role: "admin", surface: "rest" };

function partsFor(around: AroundOperations, ports: Ports): GuardParts {
  const allow = { effect: "allow", rule: "test", reason: "Allowed." } as const;
  return {
    policy: () => ({
      decide: () => allow,
      sees: (_, target) => around.sees?.(target) ?? true,
      reaches: () => true,
      mayEver: () => true,
      containment: () => ({ level: "privileged", mountRoots: ["/"] }),
      recordsTerminals: () => false,
      revealsSecrets: () => around.revealsSecrets ?? false,
      hasRole: () => true,
      digest: "test",
    }),
    audit: {
      intend: () => Promise.resolve({ sequence: 1, id: "r1", finish: () => undefined }),
      refuse: () => undefined,
      note: () => undefined,
    },
    side: () => ({
      name: "default",
      ports,
      targets: createTargetSource(ports.reader),
      containment: {
        judge: (body) => Promise.resolve({ body: { ...body }, changes: [], reachesHost: false }),
        inspect: () => Promise.resolve([]),
      },
      inspectContainer: (id) => ports.engine.json("GET", `/containers/${id}/json`),
      removeContainer: async (id) => void (await ports.engine.json("DELETE", `/containers/${id}`)),
    }),
    isProtected: () => false,
    checksAnswers: true,
    stopping: new AbortController().signal,
  };
}

/** The catalogue's operations on the engine of this machine; `close` must be called at the end. */
export function operationsOn(around: AroundOperations = {}): Operations {
  const engine = createEngineClient(endpointUnderTest());
  const unused = (): never => {
    throw new Error("this port is not there in this test");
  };
  const absent = new Proxy({}, { get: unused });
  const ports = {
    engine,
    reader: createEngineReader(engine),
    catalogue: () => catalogue,
    audit: absent,
    tokens: absent,
    policy: absent,
    ...around.ports,
  } as Ports;
  const guard = createGuard(partsFor(around, ports));
  const find = (id: string): AnyOperation => {
    const operation = catalogue.find(id);
    if (operation === undefined) throw new Error(`There is no operation ${id}.`);
    return operation;
  };
  const call: Operations["call"] = (id, input = {}, more = {}) => ({ operation: find(id), input, caller, ...more });
  return {
    guard,
    call,
    run: async (id, input, more) => (await guard.run(call(id, input, more))).value as any,
    stream: async (id, input, more) => {
      const { items } = await guard.stream(call(id, input, more));
      const seen: unknown[] = [];
      for (;;) {
        const next = await items.next();
        if (next.done === true) return { items: seen, value: next.value };
        seen.push(next.value);
      }
    },
    close: () => engine.close(),
  };
}
