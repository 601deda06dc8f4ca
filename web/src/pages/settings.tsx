import { useState } from "react";
import { useRead } from "../connection/hooks.ts";
import { useMe } from "../connection/me.ts";
import { KeyChoice } from "./settings/key-choice.tsx";
import { ServerSettings } from "./settings/server-settings.tsx";
import { StoreUse } from "./settings/store-use.tsx";
import { canNotify, notifies, switchNotices } from "../parts/desktop-notices.ts";
import { Reading } from "../parts/reading.tsx";
import { Theme } from "../parts/theme.tsx";
import { Title } from "../parts/title.tsx";

interface Info {
  readonly name: string;
  readonly version: string;
  readonly os: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly storage_driver: string;
  readonly cgroup_version: string;
  readonly warnings: readonly string[];
}

/** The engine, the server, and how this page behaves. */
export default function Settings() {
  const info = useRead<Info>("system.info");
  const me = useMe();
  const [notices, setNotices] = useState(notifies);
  return (
    <>
      <header>
        <Title>Settings</Title>
      </header>
      <section className="card">
        <h2>This browser</h2>
        <p>
          <Theme />
        </p>
        {canNotify() ? (
          <p>
            <label>
              <input
                type="checkbox"
                checked={notices}
                onChange={(event) => void switchNotices(event.target.checked).then(setNotices)}
              />{" "}
              Notices on this desktop of calls that wait, while the page is open and out of sight
            </label>
          </p>
        ) : null}
      </section>
      <KeyChoice />
      <section className="card">
        <h2>Server</h2>
        <dl className="facts">
          <dt>Version</dt>
          <dd>{me.version}</dd>
          <dt>API</dt>
          <dd>
            <a href="/api/docs">operations</a>, <a href="/api/openapi.json">OpenAPI</a>
          </dd>
        </dl>
      </section>
      <section className="card">
        <h2>Engine</h2>
        <Reading of={info}>
          {(value) => (
            <>
              <dl className="facts">
                <dt>Host</dt>
                <dd>
                  {value.name}, {value.os}, {value.architecture}, {value.cpus} CPUs
                </dd>
                <dt>Version</dt>
                <dd>{value.version}</dd>
                <dt>Storage</dt>
                <dd>{value.storage_driver}</dd>
                <dt>Control groups</dt>
                <dd>version {value.cgroup_version}</dd>
              </dl>
              {value.warnings.map((warning) => (
                <p key={warning} className="warn">
                  {warning}
                </p>
              ))}
            </>
          )}
        </Reading>
      </section>
      <ServerSettings />
      <StoreUse />
    </>
  );
}
