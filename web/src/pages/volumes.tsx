import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";

interface VolumeRow {
  readonly name: string;
  readonly driver: string;
  readonly created: string | null;
  readonly labels: Readonly<Record<string, string>>;
}

/** All volumes. */
export default function Volumes() {
  const volumes = useRead<{ volumes: readonly VolumeRow[] }>("volume.list");
  return (
    <>
      <header>
        <Title>Volumes</Title>
      </header>
      <Reading of={volumes} empty={{ when: ({ volumes: list }) => list.length === 0, text: "There are no volumes." }}>
        {({ volumes: list }) => (
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Driver</th>
                  <th>Project</th>
                  <th>Created</th>
                  <th>Actions</th>
                </tr>
              </thead>
              <tbody>
                {list.map((volume) => (
                  <tr key={volume.name}>
                    <td data-label="Name" className="mono">
                      {volume.name}
                    </td>
                    <td data-label="Driver">{volume.driver}</td>
                    <td data-label="Project">{volume.labels["com.docker.compose.project"]}</td>
                    <td data-label="Created">{volume.created === null ? null : <When at={volume.created} />}</td>
                    <td data-label="Actions">
                      <Act
                        operation="volume.remove"
                        input={{ id: volume.name }}
                        ask={{
                          title: `Remove the volume ${volume.name}?`,
                          text: <p>Everything in it is lost. This can&apos;t be undone.</p>,
                          act: `Remove ${volume.name}`,
                        }}
                      >
                        Remove
                      </Act>
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
