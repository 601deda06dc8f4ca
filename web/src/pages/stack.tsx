import { Suspense, useEffect, useState } from "react";
import { Link } from "wouter";
import { later } from "../parts/later.tsx";
import { useRead } from "../connection/hooks.ts";
import { asProblem } from "../connection/problem.ts";
import { Reading } from "../parts/reading.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { Services } from "./stack/services.tsx";
import type { StackDetail } from "./stack/shapes.ts";

const Edit = later(() => import("./stack/edit.tsx"));
const Up = later(() => import("./stack/up.tsx"));
const Versions = later(() => import("./stack/versions.tsx"));
const Logs = later(() => import("./stack/logs.tsx"));

const tabs = [
  ["services", "Services"],
  ["edit", "Document"],
  ["up", "Bring up"],
  ["logs", "Logs"],
  ["versions", "Versions"],
] as const;

/** Nothing of that name is there yet: its document is written. */
const unwritten = (name: string): StackDetail => ({
  ...{ name, state: "none", kept: false, owner: null, version: null, current: null, saved: null, document: null },
  ...{ env: {}, masked: false, warnings: [], profiles: [], services: [], networks: [], volumes: [] },
  ...{ versions: [], deployments: [] },
});

/** One stack: what runs of it, its document, bringing it up, what it says, and its versions. */
export default function Stack({ name, tab }: { readonly name: string; readonly tab: string }) {
  const read = useRead<StackDetail>("stack.inspect", { name });
  const isMissing = read.error !== null && asProblem(read.error).code === "STACK_NOT_FOUND";
  // While it is asked for again nothing is known, and what is being written must not be lost by that.
  const [wasMissing, setMissing] = useState(false);
  useEffect(() => {
    if (isMissing) setMissing(true);
  }, [isMissing]);
  if (read.data === undefined && (isMissing || wasMissing)) return <Views stack={unwritten(name)} tab={tab} />;
  return <Reading of={read}>{(stack) => <Views {...{ stack, tab }} />}</Reading>;
}

function Views({ stack, tab }: { readonly stack: StackDetail; readonly tab: string }) {
  const { name } = stack;
  const at = encodeURIComponent(name);
  const [deployed] = stack.deployments;
  const isOld = deployed !== undefined && deployed.version !== stack.current;
  return (
    <>
      <header>
        <Title>{name}</Title>
        <StateWord state={stack.state} />
        {isOld ? <Link href={`/stacks/${at}/up`}>a newer version is saved than runs</Link> : null}
        {stack.kept || stack.services.length === 0 ? null : (
          <span className="quiet">made elsewhere: its document is not kept here</span>
        )}
      </header>
      <nav className="tabs" aria-label={`Views of ${name}`}>
        {tabs.map(([key, text]) => (
          <Link key={key} href={`/stacks/${at}/${key}`} replace aria-current={tab === key ? "page" : undefined}>
            {text}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<p className="quiet">Loading…</p>}>
        {tab === "edit" ? <Edit stack={stack} /> : null}
        {tab === "up" ? <Up stack={stack} /> : null}
        {tab === "logs" ? <Logs stack={stack} /> : null}
        {tab === "versions" ? <Versions stack={stack} /> : null}
        {tabs.some(([key]) => key === tab && key !== "services") ? null : <Services stack={stack} />}
      </Suspense>
    </>
  );
}
