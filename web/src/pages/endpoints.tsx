import { useQueryClient } from "@tanstack/react-query";
import { chooseEndpoint, useEndpoint } from "../connection/endpoint.ts";
import { useRead } from "../connection/hooks.ts";
import { Reading } from "../parts/reading.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { SandboxList } from "./endpoints/sandboxes.tsx";

interface Checked {
  readonly endpoints: readonly {
    readonly name: string;
    readonly kind: string;
    readonly address: string;
    readonly ok: boolean;
    readonly version: string | null;
    readonly api_version: string | null;
    readonly latency_ms: number | null;
    readonly clock_ms: number | null;
    readonly error: { readonly code: string; readonly message: string; readonly next: string } | null;
  }[];
}

/** Milliseconds that a clock may be off before that is worth a word. */
const clockTolerance = 2000;

/** The engines that the server reaches, how they are, and the sandboxes among them. */
export default function Endpoints() {
  const client = useQueryClient();
  const checked = useRead<Checked>("endpoint.check");
  const chosen = useEndpoint();
  return (
    <>
      <header>
        <Title>Endpoints</Title>
        <span className="grow" />
        <button
          type="button"
          disabled={checked.isFetching}
          aria-busy={checked.isFetching}
          onClick={() => void checked.refetch()}
        >
          {checked.isFetching ? "Looking…" : "Look again"}
        </button>
      </header>
      <Reading of={checked}>
        {({ endpoints }) => (
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>Engine</th>
                  <th>State</th>
                  <th>Address</th>
                  <th>Version</th>
                  <th className="number">Answers in</th>
                  <th>
                    <span className="skip-text">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {endpoints.map((one) => (
                  <tr key={one.name} className={one.name === chosen ? "chosen" : undefined}>
                    <td data-label="Engine">{one.name}</td>
                    <td data-label="State">
                      <StateWord state={one.ok ? "ready" : "unreachable"} />
                      {one.error === null ? null : (
                        <>
                          {" "}
                          <span>{one.error.message}</span> <span className="quiet">{one.error.next}</span>
                        </>
                      )}
                      {Math.abs(one.clock_ms ?? 0) > clockTolerance ? (
                        <span className="warn">
                          {" "}
                          Its clock is {Math.round(Math.abs(one.clock_ms ?? 0) / 1000)} s{" "}
                          {(one.clock_ms ?? 0) > 0 ? "ahead" : "behind"}.
                        </span>
                      ) : null}
                    </td>
                    <td data-label="Address" className="mono">
                      {one.address}
                    </td>
                    <td data-label="Version">
                      {one.version ?? "–"}{" "}
                      <span className="quiet">{one.api_version === null ? "" : `API ${one.api_version}`}</span>
                    </td>
                    <td data-label="Answers in" className="number">
                      {one.latency_ms === null ? "–" : `${one.latency_ms} ms`}
                    </td>
                    <td data-label="">
                      {endpoints.length < 2 ? null : one.name === chosen ? (
                        <span className="state good">✔ shown now</span>
                      ) : (
                        <button type="button" disabled={!one.ok} onClick={() => chooseEndpoint(one.name, client)}>
                          Show {one.name}
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Reading>
      <SandboxList />
    </>
  );
}
