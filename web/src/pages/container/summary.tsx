import { useRead } from "../../connection/hooks.ts";
import { Findings, type Finding } from "../../parts/findings.tsx";
import { Reading } from "../../parts/reading.tsx";
import { When } from "../../parts/when.tsx";
import type { ContainerDetail } from "../container.tsx";

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

/** What a container is. */
export function Summary({ container }: { readonly container: ContainerDetail }) {
  const ports = Object.entries(container.ports).flatMap(([inside, hosts]) =>
    (hosts ?? []).map((host) => `${host.HostIp}:${host.HostPort} → ${inside}`),
  );
  return (
    <>
      <Why id={container.full_id} />
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
    </>
  );
}
