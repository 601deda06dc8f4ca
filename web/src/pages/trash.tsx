import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { bytes } from "../parts/format.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";

interface Removed {
  readonly full_id: string;
  readonly name: string;
  readonly image: string;
  readonly bytes: number;
  readonly removed_by: string;
  readonly removed: string;
  readonly expires: string;
}

/** Removed containers that can still be brought back. */
export default function Trash() {
  const trash = useRead<{ removed: readonly Removed[] }>("trash.list");
  return (
    <>
      <header>
        <Title>Trash</Title>
      </header>
      <Reading
        of={trash}
        empty={{
          when: ({ removed }) => removed.length === 0,
          text: "The trash is empty. Removed containers lie here for a while and can be brought back.",
        }}
      >
        {({ removed }) => (
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Image</th>
                  <th className="number">Own files</th>
                  <th>Removed</th>
                  <th>By</th>
                  <th>Gone for good</th>
                  <th>Actions</th>
                </tr>
              </thead>
              <tbody>
                {removed.map((one) => (
                  <tr key={one.full_id}>
                    <td data-label="Name">{one.name}</td>
                    <td data-label="Image" className="mono">
                      {one.image}
                    </td>
                    <td data-label="Own files" className="number">
                      {bytes(one.bytes)}
                    </td>
                    <td data-label="Removed">
                      <When at={one.removed} />
                    </td>
                    <td data-label="By">{one.removed_by}</td>
                    <td data-label="Gone for good">
                      <When at={one.expires} />
                    </td>
                    <td data-label="Actions">
                      <span className="actions">
                        <Act operation="trash.restore" input={{ id: one.full_id }}>
                          Bring back
                        </Act>
                        <Act
                          operation="trash.empty"
                          input={{ id: one.full_id }}
                          ask={{
                            title: `Remove ${one.name} for good?`,
                            text: <p>Its files are lost. This can&apos;t be undone.</p>,
                            act: `Remove ${one.name} for good`,
                          }}
                        >
                          Remove for good
                        </Act>
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Reading>
    </>
  );
}
