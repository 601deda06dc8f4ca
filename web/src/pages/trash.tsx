import { useRead } from "../connection/hooks.ts";
import { Actions } from "../parts/act.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { bytes } from "../parts/format.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";
import { TrashTabs } from "./containers/trash-tabs.tsx";

interface Removed {
  readonly full_id: string;
  readonly name: string;
  readonly image: string;
  readonly bytes: number;
  readonly removed_by: string;
  readonly removed: string;
  readonly expires: string;
}

const columns: readonly Column<Removed>[] = [
  { name: "Name", sort: ({ name }) => name, cell: ({ name }) => name },
  { name: "Image", className: "mono", sort: ({ image }) => image, cell: ({ image }) => image },
  { name: "Own files", className: "number", sort: (one) => one.bytes, cell: (one) => bytes(one.bytes) },
  { name: "Removed", sort: ({ removed }) => removed, cell: ({ removed }) => <When at={removed} /> },
  { name: "By", sort: (one) => one.removed_by, cell: (one) => one.removed_by },
  { name: "Gone for good", sort: ({ expires }) => expires, cell: ({ expires }) => <When at={expires} /> },
  {
    name: "Actions",
    cell: ({ full_id: id, name }) => (
      <Actions
        about={name}
        of={[
          { operation: "trash.restore", input: { id }, name: "Bring back", hotkey: "undo" },
          {
            operation: "trash.empty",
            input: { id },
            name: "Remove for good",
            hotkey: "remove",
            ask: {
              title: `Remove ${name} for good?`,
              text: <p>Its files are lost. This can&apos;t be undone.</p>,
              act: `Remove ${name} for good`,
            },
          },
        ]}
      />
    ),
  },
];

/** Removed containers that can still be brought back. */
export default function Trash() {
  const trash = useRead<{ removed: readonly Removed[] }>("trash.list");
  return (
    <>
      <header>
        <Title>Trash</Title>
      </header>
      <TrashTabs />
      <Reading
        of={trash}
        empty={{
          when: ({ removed }) => removed.length === 0,
          text: "The trash is empty. Removed containers lie here for a while and can be brought back.",
        }}
      >
        {({ removed }) => (
          <DataTable
            label="Trash"
            rows={removed}
            columns={columns}
            idOf={({ full_id }) => full_id}
            nameOf={({ name }) => name}
          />
        )}
      </Reading>
    </>
  );
}
