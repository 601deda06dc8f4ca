import type { AuditLog, Intent, OpenRecord } from "../../guard/audit/audit-log.ts";
import type { Cause } from "../../engine/events/kept-event.ts";
import type { EngineEvent } from "../../engine/model.ts";

/** Milliseconds after a call's end in which the engine may still tell of what it did. */
const echo = 1_000;
/** The same for a signal, which a container may take its time to follow. */
const killEcho = 10_000;
/** What ends a container, and which calls can: one that dies right after its start dies by itself. */
const ends = /^(die|kill|stop|oom|destroy)$/;
const ending = /stop|kill|restart|remove|prune|delete|down|purge|undo|recreate/i;
/** Calls that are remembered. */
const remembered = 2_000;

interface Call {
  readonly cause: Cause;
  readonly endpoint: string;
  /** Full ids, and names of images. */
  readonly objects: Set<string>;
  readonly started: number;
  ended?: number;
}

/** The calls of the last moments, so that the engine's events can be told from what others did. */
export class RecentCalls {
  readonly #calls: Call[] = [];
  readonly #approver: (approval: string) => string | undefined;

  /** `approver` names who decided an approval. */
  constructor(approver: (approval: string) => string | undefined = () => undefined) {
    this.#approver = approver;
  }

  /** The same log; changes that go through it are remembered. */
  watching(log: AuditLog): AuditLog {
    return { ...log, intend: async (intent) => this.#watch(intent, await log.intend(intent)) };
  }

  /** The call that made an event happen, if one did. `time` is the event's moment on our clock. */
  causeOf(endpoint: string, { Action, Actor }: EngineEvent, time: number): Cause | undefined {
    const about = [Actor.ID, Actor.Attributes["container"], Actor.Attributes["name"]];
    for (const call of this.#calls.toReversed()) {
      if (ends.test(Action) && !ending.test(call.cause.operation)) continue;
      const slack = call.cause.operation === "container.kill" && /^(die|stop|destroy)$/.test(Action) ? killEcho : echo;
      const inTime = time >= call.started - 50 && (call.ended === undefined || time <= call.ended + slack);
      if (inTime && call.endpoint === endpoint && about.some((one) => one !== undefined && call.objects.has(one))) {
        return call.cause;
      }
    }
    return undefined;
  }

  #watch(intent: Intent, record: OpenRecord): OpenRecord {
    if (intent.risk === "read") return record;
    const { name, surface } = intent.caller;
    const { approval } = intent.decision;
    const approvedBy = approval === undefined ? undefined : this.#approver(approval);
    const call: Call = {
      cause: {
        ...{ record: record.id, caller: name, surface, operation: intent.operation },
        ...(approvedBy === undefined ? {} : { approvedBy }),
      },
      endpoint: intent.endpoint,
      objects: new Set(intent.targets.flatMap((target) => (target.kind === "image" ? [target.id, target.name] : target.id))), // prettier-ignore
      started: Date.now(),
    };
    this.#calls.push(call);
    if (this.#calls.length > remembered) this.#calls.shift();
    return {
      ...record,
      finish: (outcome) => {
        call.ended = Date.now();
        for (const id of outcome.ids ?? []) call.objects.add(id);
        record.finish(outcome);
      },
    };
  }
}
