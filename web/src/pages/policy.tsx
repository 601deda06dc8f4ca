import { Suspense } from "react";
import { Link, useParams } from "wouter";
import { later } from "../parts/later.tsx";
import { useRead } from "../connection/hooks.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import Roles from "./policy/roles.tsx";
import type { Inspected } from "./policy/shapes.ts";

const Edit = later(() => import("./policy/edit.tsx"));
const History = later(() => import("./policy/history.tsx"));

const tabs = [
  ["roles", "Roles"],
  ["edit", "Change"],
  ["history", "History"],
] as const;

/** The policy in force: its roles, changing it, and what was in force before. */
export default function Policy() {
  const { tab = "roles" } = useParams<{ tab?: string }>();
  const policy = useRead<Inspected>("policy.inspect");
  return (
    <>
      <header>
        <Title>Policy</Title>
      </header>
      <Reading of={policy}>
        {(shown) => (
          <>
            {shown.problem === null ? null : (
              <div className="note bad" role="alert">
                <p>The file as it stands is broken, and an older policy is in force.</p>
                <p className="mono">{shown.problem}</p>
              </div>
            )}
            <div className="card">
              <dl className="facts">
                <dt>File</dt>
                <dd className="mono">{shown.file ?? "none: only the built-in roles are in force"}</dd>
                <dt>Digest</dt>
                <dd className="mono" title={shown.digest}>
                  {shown.digest.slice(0, 12)}
                </dd>
              </dl>
            </div>
            <nav className="tabs" aria-label="Views of the policy">
              {tabs.map(([key, name]) => (
                <Link key={key} href={`/policy/${key}`} replace aria-current={tab === key ? "page" : undefined}>
                  {name}
                </Link>
              ))}
            </nav>
            <Suspense fallback={<p className="quiet">Loading…</p>}>
              {tab === "edit" ? <Edit policy={shown} /> : null}
              {tab === "history" ? <History policy={shown} /> : null}
              {tab === "edit" || tab === "history" ? null : <Roles policy={shown} />}
            </Suspense>
          </>
        )}
      </Reading>
    </>
  );
}
