import { lazy, Suspense } from "react";
import { Link } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { Summary } from "./container/summary.tsx";
import type { ContainerRow } from "./shapes.ts";

const Logs = lazy(() => import("./container/logs.tsx"));
const Stats = lazy(() => import("./container/stats.tsx"));
const History = lazy(() => import("./container/history.tsx"));
const Terminal = lazy(() => import("./container/terminal.tsx"));
const Files = lazy(() => import("./container/files.tsx"));
const Processes = lazy(() => import("./container/processes.tsx"));

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
          <header>
            <Title>{one.name}</Title>
            <StateWord state={one.health === "unhealthy" ? "unhealthy" : one.status} />
            <span className="grow" />
            <span className="actions">
              {one.status === "running" ? (
                <Act operation="container.stop" input={{ id }}>
                  Stop
                </Act>
              ) : (
                <Act operation="container.start" input={{ id }}>
                  Start
                </Act>
              )}
              <Act operation="container.restart" input={{ id }}>
                Restart
              </Act>
              {one.status === "paused" ? (
                <Act operation="container.unpause" input={{ id }}>
                  Unpause
                </Act>
              ) : (
                <Act operation="container.pause" input={{ id }}>
                  Pause
                </Act>
              )}
              <Act
                operation="container.kill"
                input={{ id }}
                ask={{
                  title: `Kill ${one.name}?`,
                  text: <p>Its processes end at once, without a chance to save. This can&apos;t be undone.</p>,
                  act: `Kill ${one.name}`,
                }}
              >
                Kill
              </Act>
            </span>
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
            {tab === "logs" ? <Logs id={id} /> : null}
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
