import { Link } from "wouter";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { short } from "../../parts/format.ts";
import { StateWord } from "../../parts/state-word.tsx";
import { When } from "../../parts/when.tsx";
import type { StackContainer, StackDetail, StackService } from "./shapes.ts";

interface Row {
  readonly service: StackService;
  readonly container?: StackContainer;
}

const stateOf = ({ state, health, exit_code: code }: StackContainer): string =>
  health === "unhealthy" || health === "starting" ? health : state === "exited" && code === 0 ? "done" : state;

const columns: readonly Column<Row>[] = [
  {
    name: "Service",
    sort: ({ service }) => service.name,
    cell: ({ service }) => (
      <>
        {service.name}
        {service.profiles.length === 0 ? null : <span className="quiet"> {service.profiles.join(", ")}</span>}
      </>
    ),
  },
  {
    name: "Container",
    cell: ({ container }) =>
      container === undefined ? (
        <span className="quiet">none</span>
      ) : (
        <Link href={`/containers/${container.id}`}>{container.name}</Link>
      ),
  },
  {
    name: "State",
    className: "tight",
    cell: ({ container }) => (container === undefined ? null : <StateWord state={stateOf(container)} />),
  },
  {
    name: "Image",
    className: "mono",
    cell: ({ service, container }) => (
      <span title={container?.image_id}>
        {service.image ?? ""}{" "}
        {container === undefined ? null : <span className="quiet">{short(container.image_id)}</span>}
      </span>
    ),
  },
  {
    name: "Started",
    cell: ({ container }) => (container?.started == null ? null : <When at={container.started} />),
  },
];

/** What runs of a stack, service by service. */
export function Services({ stack }: { readonly stack: StackDetail }) {
  const rows = stack.services.flatMap((service): Row[] =>
    service.containers.length === 0 ? [{ service }] : service.containers.map((container) => ({ service, container })),
  );
  const [deployed] = stack.deployments;
  if (rows.length === 0)
    return <div className="note">Nothing of it is there yet: write its document, and bring it up.</div>;
  return (
    <>
      <DataTable
        label={`Services of ${stack.name}`}
        rows={rows}
        columns={columns}
        idOf={({ service, container }) => container?.id ?? service.name}
      />
      {stack.warnings.length === 0 ? null : (
        <div className="note warn">
          <ul>
            {stack.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      )}
      <section className="card">
        <dl className="facts">
          <dt>Networks</dt>
          <dd>{stack.networks.map(({ name }) => name).join(", ") || "–"}</dd>
          <dt>Volumes</dt>
          <dd>{stack.volumes.map(({ name }) => name).join(", ") || "–"}</dd>
          <dt>Brought up</dt>
          <dd>
            {deployed === undefined ? (
              "not from here"
            ) : (
              <>
                <When at={deployed.time} /> by {deployed.by?.name}
              </>
            )}
          </dd>
        </dl>
      </section>
    </>
  );
}
