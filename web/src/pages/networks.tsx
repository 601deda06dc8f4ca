import { Link } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Actions } from "../parts/act.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { Picture } from "./networks/picture.tsx";
import { Reach } from "./networks/reach.tsx";
import type { ContainerRow } from "./shapes.ts";

interface NetworkRow {
  readonly id: string;
  readonly full_id: string;
  readonly name: string;
  readonly driver: string;
  readonly internal: boolean;
  readonly subnets: readonly string[];
}

const builtIn: ReadonlySet<string> = new Set(["bridge", "host", "none"]);

/** Containers of one network that are named; the list of containers has all of them. */
const named = 12;

function Members({ of, network }: { readonly of: readonly ContainerRow[]; readonly network: string }) {
  return (
    <>
      {of.slice(0, named).map(({ full_id: id, name }) => (
        <span key={id}>
          <Link href={`/containers/${id}`}>{name}</Link>{" "}
        </span>
      ))}
      {of.length > named ? (
        <Link href={`/containers?q=${encodeURIComponent(`network:${network}`)}`}>and {of.length - named} more</Link>
      ) : null}
    </>
  );
}

/** All networks, and who reaches whom in each. */
export default function Networks() {
  const networks = useRead<{ networks: readonly NetworkRow[] }>("network.list");
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const all = containers.data?.containers ?? [];
  const columns: readonly Column<NetworkRow>[] = [
    {
      name: "Name",
      sort: ({ name }) => name,
      cell: ({ name, internal }) => (
        <>
          {name} {internal ? <span className="quiet">(no way out)</span> : null}
        </>
      ),
    },
    { name: "Driver", sort: ({ driver }) => driver, cell: ({ driver }) => driver },
    { name: "Range", className: "mono", cell: ({ subnets }) => subnets.join(", ") },
    {
      name: "Containers that reach each other",
      cell: ({ name }) => <Members of={all.filter((one) => one.networks.includes(name))} network={name} />,
    },
    {
      name: "Actions",
      cell: ({ name, full_id: id }) =>
        builtIn.has(name) ? null : (
          <Actions
            about={name}
            of={[
              {
                operation: "network.remove",
                input: { id },
                name: "Remove",
                hotkey: "remove",
                ask: {
                  title: `Remove the network ${name}?`,
                  text: <p>It can be made again with the same options by Undo.</p>,
                  act: `Remove ${name}`,
                },
              },
            ]}
          />
        ),
    },
  ];
  return (
    <>
      <header>
        <Title>Networks</Title>
      </header>
      <Reading of={networks}>
        {({ networks: list }) => (
          <>
            <Picture networks={list} containers={all} />
            {containers.data === undefined ? null : <Reach containers={all} />}
            <DataTable
              label="Networks"
              rows={list}
              columns={columns}
              idOf={({ full_id }) => full_id}
              nameOf={({ name }) => name}
            />
          </>
        )}
      </Reading>
    </>
  );
}
