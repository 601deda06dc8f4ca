import { Suspense, useEffect, useState } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { pages } from "./pages.ts";
import type { Approval } from "./pages/approvals/shapes.ts";
import { later } from "./parts/later.tsx";
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
import { useGlobalKeys, type Over } from "./parts/global-keys.ts";
import { shortcutOf, useKeys } from "./parts/keys/in-force.ts";
import { Announcer } from "./parts/announcer.tsx";
import { useTitleBadge } from "./parts/title.tsx";

const routes = pages.map((one) => ({ ...one, page: later<object>(one.load, one.loaded) }));
const loadPalette = () => import("./pages/palette/palette.tsx");
const Palette = later(loadPalette);
const KeyHelp = later(() => import("./pages/palette/key-help.tsx"));
const NoticeList = later(() => import("./pages/notices/notice-list.tsx"));
const Session = later(() => import("./pages/session.tsx"));
const Stack = later(() => import("./pages/stack.tsx"));
const Container = later(() => import("./pages/container.tsx"));

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
  readonly approvals: readonly Approval[];
}

/** The frame of every page: where one can go, whether it is live, and who is signed in. */
export function Shell() {
  const me = useMe();
  const [at] = useLocation();
  const turn = useEngineTurn();
  useKeys();
  const go = shortcutOf("go");
  useEngineEvents();
  useRecords();
  const [over, setOver] = useState<Over>();
  useGlobalKeys(pages, setOver);
  useEffect(() => {
    // So that what is typed right after its key goes into it. What the network breaks off is fetched when it is needed.
    const timer = setTimeout(() => void loadPalette().catch(() => undefined), 1500);
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
        <button type="button" aria-haspopup="dialog" onClick={() => setOver("notices")}>
          Notices
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
            title={go === undefined ? undefined : `${go} ${key}`}
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
              {routes.map(({ path, page }) => (
                <Route key={path} path={path === "/policy" ? "/policy/:tab?" : path} component={page} />
              ))}
              <Route path="/agents/:session">
                {({ session }) => <Session key={session} id={decodeURIComponent(session)} />}
              </Route>
              <Route path="/stacks/:name/:tab?">
                {({ name, tab }) => <Stack key={name} name={decodeURIComponent(name)} tab={tab ?? "services"} />}
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
      <Announcer />
      <Suspense fallback={null}>
        {over === "palette" ? <Palette pages={pages} onClose={() => setOver(undefined)} /> : null}
        {over === "notices" ? <NoticeList onClose={() => setOver(undefined)} /> : null}
        {over === "help" ? <KeyHelp pages={pages} onClose={() => setOver(undefined)} /> : null}
      </Suspense>
    </div>
  );
}
