import { Suspense } from "react";
import { Link } from "wouter";
import { later } from "../parts/later.tsx";
import { useRead } from "../connection/hooks.ts";
import { Actions } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { furtherActions, mainActions } from "./containers/actions.tsx";
import { Recreate } from "./container/recreate.tsx";
import { Summary } from "./container/summary.tsx";
import type { ContainerRow } from "./shapes.ts";

const Logs = later(() => import("./container/logs.tsx"));
const Stats = later(() => import("./container/stats.tsx"));
const History = later(() => import("./container/history.tsx"));
const Terminal = later(() => import("./container/terminal.tsx"));
const Files = later(() => import("./container/files.tsx"));
const Processes = later(() => import("./container/processes.tsx"));

/** A container as its own page shows it. */
export interface ContainerDetail extends ContainerRow {
  readonly mounts: readonly Readonly<Record<string, unknown>>[];
  readonly env: readonly string[] | null;
  readonly command: readonly string[] | null;
  readonly restart_policy: { readonly Name: string };
  readonly resources: Readonly<Record<string, unknown>>;
  readonly state: Readonly<Record<string, unknown>>;
}

const tabs = [
  ["summary", "Summary"],
  ["logs", "Logs"],
  ["terminal", "Terminal"],
  ["stats", "Stats"],
  ["processes", "Processes"],
  ["files", "Files"],
  ["history", "History"],
  ["inspect", "Inspect"],
] as const;

/** One container: what it is, why it is so, what it says and what happened to it. */
export default function Container({ id, tab }: { readonly id: string; readonly tab: string }) {
  const container = useRead<ContainerDetail>("container.inspect", { id });
  return (
    <Reading of={container}>
      {(one) => (
        <>
          <header className="stays">
            <Title>{one.name}</Title>
            <StateWord state={one.health === "unhealthy" ? "unhealthy" : one.status} />
            <span className="grow" />
            <Recreate container={one} />
            <Actions of={mainActions(one)} more={furtherActions(one)} about={one.name} />
          </header>
          <nav className="tabs" aria-label={`Views of ${one.name}`}>
            {tabs.map(([key, name]) => (
              <Link key={key} href={`/containers/${id}/${key}`} replace aria-current={tab === key ? "page" : undefined}>
                {name}
              </Link>
            ))}
          </nav>
          <Suspense fallback={<p className="quiet">Loading…</p>}>
            {tab === "summary" ? <Summary container={one} /> : null}
            {tab === "logs" ? <Logs id={id} name={one.name} /> : null}
            {tab === "terminal" ? <Terminal id={id} name={one.name} running={one.status === "running"} /> : null}
            {tab === "stats" ? <Stats id={id} /> : null}
            {tab === "processes" ? <Processes id={id} /> : null}
            {tab === "files" ? <Files id={id} /> : null}
            {tab === "history" ? <History id={id} name={one.name} /> : null}
            {tab === "inspect" ? (
              <div className="card">
                <pre tabIndex={0} aria-label={`${one.name} as JSON`}>
                  {JSON.stringify(one, null, 2)}
                </pre>
              </div>
            ) : null}
          </Suspense>
        </>
      )}
    </Reading>
  );
}
