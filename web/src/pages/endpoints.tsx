import { useQueryClient } from "@tanstack/react-query";
import { chooseEndpoint, useEndpoint } from "../connection/endpoint.ts";
import { useRead } from "../connection/hooks.ts";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Reading } from "../parts/reading.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { SandboxList } from "./endpoints/sandboxes.tsx";

interface Engine {
  readonly name: string;
  readonly kind: string;
  readonly address: string;
  readonly ok: boolean;
  readonly version: string | null;
  readonly api_version: string | null;
  readonly latency_ms: number | null;
  readonly clock_ms: number | null;
  readonly error: { readonly code: string; readonly message: string; readonly next: string } | null;
}
interface Checked {
  readonly endpoints: readonly Engine[];
}

/** Milliseconds that a clock may be off before that is worth a word. */
const clockTolerance = 2000;

const columnsOf = (chosen: string | undefined, show: (name: string) => void): readonly Column<Engine>[] => [
  { name: "Engine", sort: ({ name }) => name, cell: ({ name }) => name },
  {
    name: "State",
    cell: ({ ok, error, clock_ms: clock }) => (
      <>
        <StateWord state={ok ? "ready" : "unreachable"} />
        {error === null ? null : (
          <>
            {" "}
            <span>{error.message}</span> <span className="quiet">{error.next}</span>
          </>
        )}
        {Math.abs(clock ?? 0) > clockTolerance ? (
          <span className="warn">
            {" "}
            Its clock is {Math.round(Math.abs(clock ?? 0) / 1000)} s {(clock ?? 0) > 0 ? "ahead" : "behind"}.
          </span>
        ) : null}
      </>
    ),
  },
  { name: "Address", className: "mono", cell: ({ address }) => address },
  {
    name: "Version",
    cell: ({ version, api_version: api }) => (
      <>
        {version ?? "–"} <span className="quiet">{api === null ? "" : `API ${api}`}</span>
      </>
    ),
  },
  {
    name: "Answers in",
    className: "number",
    sort: (one) => one.latency_ms ?? Number.POSITIVE_INFINITY,
    cell: (one) => (one.latency_ms === null ? "–" : `${one.latency_ms} ms`),
  },
  {
    name: "Actions",
    cell: ({ name, ok }) =>
      name === chosen ? (
        <span className="state good">✔ shown now</span>
      ) : (
        <button type="button" disabled={!ok} onClick={() => show(name)}>
          Show {name}
        </button>
      ),
  },
];

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
          <DataTable
            label="Engines"
            rows={endpoints}
            columns={columnsOf(chosen ?? endpoints[0]?.name, (name) => chooseEndpoint(name, client))}
            idOf={({ name }) => name}
            rowClass={({ name }) => (name === chosen ? "chosen" : undefined)}
          />
        )}
      </Reading>
      <SandboxList />
    </>
  );
}
