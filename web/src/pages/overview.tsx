import { useMemo } from "react";
import { Link } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { bytes } from "../parts/format.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { askerOf } from "../parts/asker.ts";
import { Records } from "../parts/records.tsx";
import { Lanes, type OutsideEvent } from "./activity/lanes.tsx";
import { Busiest } from "./overview/busiest.tsx";
import { Guide } from "./overview/guide.tsx";
import type { ContainerRow, RecordRow } from "./shapes.ts";

interface Usage {
  readonly images: { reclaimable_bytes: number };
  readonly containers: { reclaimable_bytes: number };
  readonly volumes: { reclaimable_bytes: number };
  readonly build_cache: { reclaimable_bytes: number };
}

/** Milliseconds. */
const hour = 3_600_000;

const wrong = ({ status, health }: ContainerRow): boolean =>
  health === "unhealthy" || status === "restarting" || status === "dead";

/** Is anything wrong, did an agent do something, does something wait for me? */
export default function Overview() {
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const waiting = useRead<{ total: number }>("approval.list", { state: "pending" });
  const usage = useRead<Usage>("system.usage");
  const records = useRead<{ records: readonly RecordRow[] }>("audit.list", { limit: 500, changes: true, since: "1h" });
  const latest = useRead<{ records: readonly RecordRow[] }>("audit.list", { limit: 15, changes: true });
  const outside = useRead<{ events: readonly OutsideEvent[] }>("event.list", {
    ...{ since: "1h", type: "container", outside: true, limit: 200 },
  });
  const lastHour = records.data?.records ?? [];
  const byAgents = lastHour.filter(({ caller, state }) => askerOf(caller) === "agent" && state === "done").length;
  const until = useMemo(() => Date.now(), [records.data]);
  const all = containers.data?.containers ?? [];
  const troubled = all.filter(wrong);
  const reclaimable =
    usage.data === undefined
      ? undefined
      : [usage.data.images, usage.data.containers, usage.data.volumes, usage.data.build_cache].reduce(
          (sum, one) => sum + one.reclaimable_bytes,
          0,
        );
  return (
    <>
      <header>
        <Title>Overview</Title>
      </header>
      <section className="cards" aria-label="At a glance">
        <Link className="card button" href="/containers">
          <span>
            <span className="figure">{all.filter(({ status }) => status === "running").length}</span> of {all.length}{" "}
            containers run
          </span>
        </Link>
        <div className="card">
          <span className={troubled.length > 0 ? "figure bad" : "figure"}>{troubled.length}</span> unhealthy or
          restarting
          {troubled.slice(0, 5).map(({ full_id, name }) => (
            <div key={full_id}>
              <Link href={`/containers/${full_id}`}>{name}</Link>
            </div>
          ))}
        </div>
        <Link className="card button" href="/approvals">
          <span>
            <span className="figure">{waiting.data?.total ?? "–"}</span> wait for an answer
          </span>
        </Link>
        <Link className="card button" href="/activity?since=1h">
          <span>
            <span className={byAgents > 0 ? "figure warn" : "figure"}>
              {records.data === undefined ? "–" : byAgents}
            </span>{" "}
            {byAgents === 1 ? "change" : "changes"} by agents in the last hour
          </span>
        </Link>
        <Link className="card button" href="/disk">
          <span>
            <span className="figure">{reclaimable === undefined ? "–" : bytes(reclaimable)}</span> can be freed
          </span>
        </Link>
      </section>
      {records.data === undefined ? null : (
        <section>
          <h2>The last hour</h2>
          <Lanes records={lastHour} outside={outside.data?.events ?? []} since={until - hour} until={until} />
        </section>
      )}
      <Busiest of={all.filter(({ status }) => status === "running")} />
      <section>
        <h2>Latest changes and refusals</h2>
        <Reading of={latest} empty={{ when: ({ records: list }) => list.length === 0, text: <Guide /> }}>
          {({ records: list }) => <Records records={list} />}
        </Reading>
      </section>
    </>
  );
}
