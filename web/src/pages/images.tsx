import { useRead } from "../connection/hooks.ts";
import { Actions } from "../parts/act.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { bytes, short } from "../parts/format.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";
import { Build } from "./images/build.tsx";
import { Pull } from "./images/pull.tsx";

interface ImageRow {
  readonly id: string;
  readonly full_id: string;
  readonly tags: readonly string[];
  readonly created: string;
  readonly size: number;
}

const columns: readonly Column<ImageRow>[] = [
  {
    name: "Tags",
    className: "mono",
    sort: ({ tags }) => tags[0] ?? "~",
    cell: ({ tags }) =>
      tags.length === 0 ? <span className="quiet">untagged</span> : tags.map((tag) => <div key={tag}>{tag}</div>),
  },
  { name: "Id", className: "mono", cell: ({ full_id }) => short(full_id) },
  { name: "Created", sort: ({ created }) => created, cell: ({ created }) => <When at={created} /> },
  { name: "Size", className: "number", sort: ({ size }) => size, cell: ({ size }) => bytes(size) },
  {
    name: "Actions",
    cell: ({ tags, full_id }) => (
      <Actions
        about={tags[0] ?? short(full_id)}
        of={[
          {
            operation: "image.remove",
            input: { id: tags[0] ?? full_id },
            name: "Remove",
            hotkey: "remove",
            ask: {
              title: `Remove ${tags[0] ?? short(full_id)}?`,
              text: <p>Its layers go when nothing else uses them; then it has to be pulled or built again.</p>,
              act: "Remove image",
            },
          },
        ]}
      />
    ),
  },
];

/** All images. */
export default function Images() {
  const images = useRead<{ images: readonly ImageRow[] }>("image.list");
  return (
    <>
      <header>
        <Title>Images</Title>
      </header>
      <div className="pair">
        <Pull />
        <Build />
      </div>
      <Reading of={images} empty={{ when: ({ images: list }) => list.length === 0, text: "There are no images." }}>
        {({ images: list }) => (
          <DataTable
            label="Images"
            rows={list}
            columns={columns}
            idOf={({ full_id }) => full_id}
            nameOf={({ tags, full_id }) => tags[0] ?? short(full_id)}
          />
        )}
      </Reading>
    </>
  );
}
