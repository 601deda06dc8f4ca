import { useRead } from "../../connection/hooks.ts";
import { Findings, type Finding } from "../../parts/findings.tsx";
import { plain } from "../../parts/plain.ts";
import { Reading } from "../../parts/reading.tsx";
import { StateWord } from "../../parts/state-word.tsx";
import { When } from "../../parts/when.tsx";
import type { ContainerDetail } from "../container.tsx";
import { Changes, type Change } from "./changes.tsx";

interface Diagnosis {
  readonly state: string;
  readonly findings: readonly Finding[];
  readonly timeline: readonly string[];
  readonly words: readonly string[];
}

/** Why is it as it is: findings with their evidence, and what to try. */
function Why({ id }: { readonly id: string }) {
  const diagnosis = useRead<Diagnosis>("container.diagnose", { id });
  return (
    <section className="card stacked">
      <h2>Why</h2>
      <Reading of={diagnosis}>
        {({ state, findings, timeline, words }) => (
          <>
            <p>{state}</p>
            {findings.length === 0 ? <p className="quiet">Nothing is wrong.</p> : null}
            <Findings of={findings} />
            {words.length > 0 ? (
              <div>
                <h3>Its last words</h3>
                <pre tabIndex={0} aria-label="Last words" className="answer">
                  {words.join("\n")}
                </pre>
              </div>
            ) : null}
            {timeline.length > 0 ? (
              <details>
                <summary>Last events</summary>
                <ul>
                  {timeline.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </details>
            ) : null}
          </>
        )}
      </Reading>
    </section>
  );
}

interface HealthLog {
  readonly Health?: {
    readonly Status: string;
    readonly FailingStreak: number;
    readonly Log: readonly { readonly Start: string; readonly ExitCode: number; readonly Output: string }[] | null;
  };
}

/** The last runs of its health check, the newest first. */
function Health({ of: { Health: health } }: { readonly of: HealthLog }) {
  if (health === undefined || health.Status === "none") return null;
  const runs = (health.Log ?? []).toReversed();
  return (
    <section className="card stacked">
      <h2>Health</h2>
      <p>
        <StateWord state={health.Status} />{" "}
        {health.FailingStreak > 0 ? <span className="bad">{health.FailingStreak} failures in a row</span> : null}
      </p>
      <ul className="evidence">
        {runs.map(({ Start, ExitCode, Output }) => (
          <li key={Start}>
            <When at={Start} />: <span className={ExitCode === 0 ? "good" : "bad"}>exit code {ExitCode}</span>{" "}
            <span className="mono">{plain(Output).trim()}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was set otherwise than its image has it: what somebody wanted of it. */
function Beside({ id }: { readonly id: string }) {
  const found = useRead<{ changes: readonly Change[] }>("container.diff", { id, from: "image", to: "now" });
  return (
    <section className="card stacked">
      <h2>Set otherwise than by its image</h2>
      <Reading
        of={found}
        empty={{ when: ({ changes }) => changes.length === 0, text: "Nothing: all is as its image has it." }}
      >
        {({ changes }) => <Changes of={changes} label="What differs from the image" />}
      </Reading>
    </section>
  );
}

/** What a container is. */
export function Summary({ container }: { readonly container: ContainerDetail }) {
  const ports = Object.entries(container.ports).flatMap(([inside, hosts]) =>
    (hosts ?? []).map((host) => `${host.HostIp}:${host.HostPort} → ${inside}`),
  );
  return (
    <>
      <Why id={container.full_id} />
      <Health of={container.state as HealthLog} />
      <section className="card">
        <h2>Settings</h2>
        <dl className="facts">
          <dt>Id</dt>
          <dd className="mono">{container.full_id}</dd>
          <dt>Image</dt>
          <dd className="mono">{container.image}</dd>
          <dt>Created</dt>
          <dd>
            <When at={container.created} />
          </dd>
          <dt>Command</dt>
          <dd className="mono">{container.command?.join(" ") ?? "–"}</dd>
          <dt>Ports</dt>
          <dd>{ports.length === 0 ? "none published" : ports.join(", ")}</dd>
          <dt>Networks</dt>
          <dd>{container.networks.join(", ") || "none"}</dd>
          <dt>Restart policy</dt>
          <dd>{container.restart_policy.Name === "" ? "no" : container.restart_policy.Name}</dd>
          <dt>Mounts</dt>
          <dd>
            {container.mounts.length === 0 ? "none" : null}
            {container.mounts.map((mount) => (
              <div key={String(mount["Destination"])} className="mono">
                {String(mount["Name"] ?? mount["Source"])} → {String(mount["Destination"])}{" "}
                {mount["RW"] === false ? "(read-only)" : ""}
              </div>
            ))}
          </dd>
          <dt>Environment</dt>
          <dd className="mono">
            {(container.env ?? []).length === 0 ? "none" : null}
            {(container.env ?? []).map((line) => (
              <div key={line}>{line}</div>
            ))}
          </dd>
          <dt>Labels</dt>
          <dd className="mono">
            {Object.keys(container.labels).length === 0 ? "none" : null}
            {Object.entries(container.labels).map(([name, value]) => (
              <div key={name}>
                {name}={value}
              </div>
            ))}
          </dd>
        </dl>
      </section>
      <Beside id={container.full_id} />
    </>
  );
}
