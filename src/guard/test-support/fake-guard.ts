import { z } from "zod";
import type { AnyOperation } from "../../catalogue/operation.ts";
import type { Target } from "../../catalogue/target.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { Approvals } from "../approval/approvals.ts";
import type { AuditLog, Intent } from "../audit/audit-log.ts";
import type { Caller } from "../caller/caller.ts";
import type { Containment } from "../containment/containment.ts";
import { createGuard } from "../execute.ts";
import type { Freezes } from "../freeze/freezes.ts";
import type { Guard } from "../guard.ts";
import type { Decision, Policy } from "../policy/policy.ts";

/** What a test sets; the rest allows everything. */
export interface FakeGuardOptions {
  readonly decide?: Policy["decide"];
  readonly sees?: (target: Target) => boolean;
  readonly judge?: Containment["judge"];
  readonly inspect?: Containment["inspect"];
  readonly targets?: readonly Target[];
  readonly protectedIds?: readonly string[];
  /** The engine's inspect answer of any container. */
  readonly inspectContainer?: () => unknown;
  readonly approvals?: Approvals;
  readonly freezes?: Freezes;
  /** Throws AUDIT_UNAVAILABLE instead of recording. */
  readonly auditFails?: boolean;
}

/** A guard over fakes, and what it wrote, in order. */
export interface FakeGuard {
  readonly guard: Guard;
  readonly written: string[];
  readonly intents: Intent[];
  readonly removed: string[];
}

export const allow: Decision = { effect: "allow", rule: "test.allow[0]", reason: "Allowed." };

export const testCaller: Caller = { id: "t1", name: "build-bot", role: "developer", surface: "rest" };

/** A container as the guard knows it. */
export const container = (name: string, more: Partial<Target> = {}): Target => ({
  kind: "container",
  id: name.padEnd(64, "0").replaceAll(/[^0-9a-f]/g, "a"),
  name,
  labels: {},
  ...more,
});

/** An operation on one container that answers with the id that it was given. */
export const touch = (more: Partial<AnyOperation> = {}): AnyOperation => ({
  id: "container.touch",
  summary: "Touches.",
  risk: "change",
  http: { method: "POST", path: "/api/containers/{id}/touch" },
  input: z.strictObject({ id: z.string().min(1), count: z.number().int().optional() }),
  output: z.object({ id: z.string() }),
  targets: [{ kind: "container", reference: (input: { id: string }) => input.id }],
  deadline: 1000,
  errors: [],
  examples: [{ title: "plain", input: { id: "web" } }],
  run: (context) => Promise.resolve({ id: context.targets[0]?.id ?? "" }),
  ...more,
});

/** Makes a guard whose policy, containment, log and engine are what the test says. */
export function fakeGuard(options: FakeGuardOptions = {}): FakeGuard {
  const written: string[] = [];
  const intents: Intent[] = [];
  const removed: string[] = [];
  const audit: AuditLog = {
    intend: (intent) => {
      if (options.auditFails === true) return Promise.reject(new GnosisError("AUDIT_UNAVAILABLE", "The disk is full."));
      intents.push(intent);
      written.push(`intent ${intent.operation}`);
      return Promise.resolve({
        sequence: intents.length,
        id: `r${intents.length}`,
        finish: ({ ok, code }) => written.push(ok ? "ok" : `failed ${code}`),
      });
    },
    refuse: ({ operation, code }) => written.push(`refused ${operation} ${code}`),
    note: (kind) => written.push(`note ${kind}`),
  };
  const policy: Policy = {
    decide: options.decide ?? (() => allow),
    sees: (_caller, target) => options.sees?.(target) ?? true,
    reaches: () => true,
    mayEver: () => true,
    containment: () => ({ level: "baseline", mountRoots: [] }),
    revealsSecrets: () => false,
    recordsTerminals: () => false,
    hasRole: () => true,
    digest: "d",
  };
  const guard = createGuard({
    policy: () => policy,
    audit,
    isProtected: (id) => options.protectedIds?.includes(id) === true,
    checksAnswers: true,
    ...(options.approvals === undefined ? {} : { approvals: options.approvals }),
    ...(options.freezes === undefined ? {} : { freezes: options.freezes }),
    stopping: new AbortController().signal,
    side: () => ({
      name: "local",
      ports: {},
      targets: { list: (kind) => Promise.resolve((options.targets ?? []).filter((target) => target.kind === kind)) },
      containment: {
        judge: options.judge ?? ((body) => Promise.resolve({ body: { ...body }, changes: [], reachesHost: false })),
        inspect: options.inspect ?? (() => Promise.resolve([])),
      },
      inspectContainer: () => Promise.resolve(options.inspectContainer?.() ?? {}),
      removeContainer: (id) => {
        removed.push(id);
        return Promise.resolve();
      },
    }),
  });
  return { guard, written, intents, removed };
}
