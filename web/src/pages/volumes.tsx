import { useRead } from "../connection/hooks.ts";
import { Actions } from "../parts/act.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";

interface VolumeRow {
  readonly name: string;
  readonly driver: string;
  readonly created: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

const columns: readonly Column<VolumeRow>[] = [
  { name: "Name", className: "mono", sort: ({ name }) => name, cell: ({ name }) => name },
  { name: "Driver", sort: ({ driver }) => driver, cell: ({ driver }) => driver },
  {
    name: "Project",
    sort: ({ labels }) => labels["com.docker.compose.project"] ?? "",
    cell: ({ labels }) => labels["com.docker.compose.project"],
  },
  {
    name: "Created",
    sort: ({ created }) => created ?? "",
    cell: ({ created }) => (created === null || created === "" ? null : <When at={created} />),
  },
  {
    name: "Actions",
    cell: ({ name }) => (
      <Actions
        about={name}
        of={[
          {
            operation: "volume.remove",
            input: { id: name },
            name: "Remove",
            hotkey: "remove",
            ask: {
              title: `Remove the volume ${name}?`,
              text: <p>Everything in it is lost. This can&apos;t be undone.</p>,
              act: `Remove ${name}`,
            },
          },
        ]}
      />
    ),
  },
];

/** All volumes. */
export default function Volumes() {
  const volumes = useRead<{ volumes: readonly VolumeRow[] }>("volume.list");
  return (
    <>
      <header>
        <Title>Volumes</Title>
      </header>
      <Reading of={volumes} empty={{ when: ({ volumes: list }) => list.length === 0, text: "There are no volumes." }}>
        {({ volumes: list }) => <DataTable label="Volumes" rows={list} columns={columns} idOf={({ name }) => name} />}
      </Reading>
    </>
  );
}
