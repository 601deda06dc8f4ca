import type { Target, TargetKind } from "../catalogue/target.ts";
import { lastKnown } from "../engine/events/last-known.ts";
import type { LoadedPolicy } from "../guard/policy/load-policy.ts";
import { replay, type FindRecorded, type RecordedCall } from "../guard/policy/replay.ts";
import type { Replay } from "../catalogue/ports/policy-tools.ts";
import type { AuditReader } from "../catalogue/ports/audit-reader.ts";
import type { Store } from "../store/store.ts";
import { policyVocabulary } from "./policy-vocabulary.ts";

/** Records of one page while the log is walked back. */
const pageSize = 1000;

/** What is replayed, and by which policy. */
export interface WhatIf {
  readonly policy: LoadedPolicy;
  readonly list: AuditReader["list"];
  readonly find: FindRecorded;
  /** Only calls from then on, milliseconds since 1970. */
  readonly since?: number;
  /** The most records, newest first. */
  readonly limit: number;
}

function* recordsBack({ list, since, limit }: WhatIf): Generator<RecordedCall> {
  let cursor: string | undefined;
  let left = limit;
  do {
    const page = list({
      limit: Math.min(pageSize, left),
      ...(since === undefined ? {} : { since }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield* page.records;
    left -= page.records.length;
    cursor = page.next;
  } while (cursor !== undefined && left > 0);
}

/** Replays recorded calls against a policy. Nothing is asked, recorded or done. */
export function whatIf(asked: WhatIf): Promise<Replay> {
  const found = new Map<string, ReturnType<FindRecorded>>();
  return replay(recordsBack(asked), asked.policy, policyVocabulary, (kind, id, endpoint) => {
    const key = `${endpoint}\n${kind}\n${id}`;
    const known = found.get(key) ?? asked.find(kind, id, endpoint);
    found.set(key, known);
    return known;
  });
}

/** An object that may be gone, as the store last knew it. */
export function rememberedTarget(store: Store, endpoint: string, kind: TargetKind, id: string): Target | undefined {
  if (kind !== "container" && kind !== "image") return undefined;
  const known = lastKnown(store, endpoint, kind, id);
  return known && { kind, id, ...known, ...(kind === "image" ? { references: [known.name] } : {}) };
}
