import { Suspense, useEffect, useState, type ComponentType } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { later } from "./parts/later.ts";
import { useEngineTurn } from "./connection/endpoint.ts";
import { useEngineEvents, useLiveness, useRead, useRecords } from "./connection/hooks.ts";
import { useMe } from "./connection/me.ts";
import { forgetPageKey } from "./connection/page-key.ts";
import { exact } from "./parts/format.ts";
import { BottomBar } from "./parts/bottom-bar.tsx";
import { useDesktopNotices } from "./parts/desktop-notices.ts";
import { EngineChoice } from "./parts/engine-choice.tsx";
import { useExpiryNotices } from "./parts/expiry-notices.ts";
import { Boundary } from "./parts/boundary.tsx";
import { Theme } from "./parts/theme.tsx";
import { Freeze } from "./parts/freeze.tsx";
import { useGlobalKeys } from "./parts/global-keys.ts";
import { useTitleBadge } from "./parts/title.tsx";

/** A page that is read when it is gone to. */
const read = (load: () => Promise<{ readonly default: ComponentType }>) => ({ load, page: later(load) });

const pages = [
  { path: "/", name: "Overview", key: "o", ...read(() => import("./pages/overview.tsx")) },
  { path: "/containers", name: "Containers", key: "c", ...read(() => import("./pages/containers.tsx")) },
  { path: "/logs", name: "Logs", key: "l", ...read(() => import("./pages/logs.tsx")) },
  { path: "/images", name: "Images", key: "i", ...read(() => import("./pages/images.tsx")) },
  { path: "/volumes", name: "Volumes", key: "v", ...read(() => import("./pages/volumes.tsx")) },
  { path: "/networks", name: "Networks", key: "n", ...read(() => import("./pages/networks.tsx")) },
  { path: "/disk", name: "Disk", key: "d", ...read(() => import("./pages/disk.tsx")) },
  { path: "/trash", name: "Trash", key: "t", ...read(() => import("./pages/trash.tsx")) },
  { path: "/activity", name: "Activity", key: "a", ...read(() => import("./pages/activity.tsx")) },
  { path: "/approvals", name: "Approvals", key: "y", ...read(() => import("./pages/approvals.tsx")) },
  { path: "/agents", name: "Agents", key: "g", ...read(() => import("./pages/agents.tsx")) },
  { path: "/policy", name: "Policy", key: "p", ...read(() => import("./pages/policy.tsx")) },
  { path: "/endpoints", name: "Endpoints", key: "e", ...read(() => import("./pages/endpoints.tsx")) },
  { path: "/settings", name: "Settings", key: "s", ...read(() => import("./pages/settings.tsx")) },
] as const;
const loadPalette = () => import("./pages/palette/palette.tsx");
const Palette = later(loadPalette);
const KeyHelp = later(() => import("./pages/palette/key-help.tsx"));
const Session = later(() => import("./pages/session.tsx"));
const Container = later(() => import("./pages/container.tsx"));
// What the address names is read while the server is asked who is signed in; what goes wrong then is said when it is drawn.
void pages
  .find(({ path }) => path === location.pathname)
  ?.load()
  .catch(() => undefined);

function Connection() {
  const { liveness, seen } = useLiveness();
  if (liveness === "live")
    return (
      <span className="state good">
        <span aria-hidden="true">●</span>live
      </span>
    );
  return (
    <span className="state warn" role="status">
      <span aria-hidden="true">○</span>
      {liveness === "connecting" ? "connecting" : `reconnecting, data from ${exact(seen).slice(11, 19)} UTC`}
    </span>
  );
}

async function signOut(): Promise<void> {
  await fetch("/ui/sign-out", { method: "POST" });
  forgetPageKey();
  location.assign("/");
}

interface Waiting {
  readonly total: number;
  readonly approvals: Parameters<typeof useExpiryNotices>[0] & Parameters<typeof useDesktopNotices>[0];
}

/** The frame of every page: where one can go, whether it is live, and who is signed in. */
export function Shell() {
  const me = useMe();
  const [at] = useLocation();
  const turn = useEngineTurn();
  useEngineEvents();
  useRecords();
  const [over, setOver] = useState<"palette" | "help">();
  useGlobalKeys(pages, setOver);
  useEffect(() => {
    // So that what is typed right after its key goes into it.
    const timer = setTimeout(() => void loadPalette(), 1500);
    return () => clearTimeout(timer);
  }, []);
  const waiting = useRead<Waiting>("approval.list", { state: "pending" }, me.role === "admin");
  const count = waiting.data?.total ?? 0;
  useExpiryNotices(waiting.data?.approvals);
  useDesktopNotices(waiting.data?.approvals);
  useTitleBadge(count);
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="bar">
        <strong>Gnosis Docker</strong>
        <Connection />
        <span className="grow" />
        <EngineChoice />
        <button type="button" onClick={() => setOver("palette")} aria-keyshortcuts="Control+K Meta+K">
          Find <kbd>Ctrl K</kbd>
        </button>
        {me.role === "admin" ? (
          <span className="wide-only">
            <Freeze />
          </span>
        ) : null}
        <Theme />
        <span className="user">
          {me.name} <span className="quiet">({me.role})</span>
        </span>
        <button type="button" className="wide-only" onClick={() => void signOut()}>
          Sign out
        </button>
      </header>
      <nav className="rail" aria-label="Pages">
        {pages.map(({ path, name, key }) => (
          <Link
            key={path}
            href={path}
            title={`g ${key}`}
            aria-current={(path === "/" ? at === "/" : at.startsWith(path)) ? "page" : undefined}
          >
            {name}
            {name === "Approvals" && count > 0 ? (
              <span className="badge" aria-label={`${count} waiting`}>
                {count}
              </span>
            ) : null}
          </Link>
        ))}
      </nav>
      {/* Another engine, another page: nothing of the one before may stay on it. */}
      <main className="page" id="page" tabIndex={-1} key={turn}>
        <Boundary at={at}>
          <Suspense
            fallback={
              <p className="quiet" role="status">
                Loading…
              </p>
            }
          >
            <Switch>
              {pages.map(({ path, page }) => (
                <Route key={path} path={path === "/policy" ? "/policy/:tab?" : path} component={page} />
              ))}
              <Route path="/agents/:session">
                {({ session }) => <Session key={session} id={decodeURIComponent(session)} />}
              </Route>
              <Route path="/containers/:id/:tab?">
                {({ id, tab }) => <Container key={id} id={id} tab={tab ?? "summary"} />}
              </Route>
              <Route>
                <Redirect to="/" />
              </Route>
            </Switch>
          </Suspense>
        </Boundary>
      </main>
      <BottomBar
        pages={pages}
        waiting={count}
        freezes={me.role === "admin"}
        who={`${me.name} (${me.role})`}
        onSignOut={() => void signOut()}
      />
      <Suspense fallback={null}>
        {over === "palette" ? <Palette pages={pages} onClose={() => setOver(undefined)} /> : null}
        {over === "help" ? <KeyHelp pages={pages} onClose={() => setOver(undefined)} /> : null}
      </Suspense>
    </div>
  );
}
