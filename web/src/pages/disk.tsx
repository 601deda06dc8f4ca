import { useRead } from "../connection/hooks.ts";
import { bytes } from "../parts/format.ts";
import { Act } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";

interface Share {
  readonly count: number;
  readonly in_use: number;
  readonly bytes: number;
  readonly reclaimable_bytes: number;
}
interface Usage {
  readonly images: Share;
  readonly containers: Share;
  readonly volumes: Share;
  readonly build_cache: Share;
}

const rows = [
  ["images", "Images", "image.prune", "Images that no container uses and that have no tag are removed."],
  ["containers", "Containers", "container.prune", "Stopped containers are removed."],
  ["volumes", "Volumes", "volume.prune", "Volumes that no container uses are removed, with everything in them."],
  ["build_cache", "Build cache", undefined, ""],
] as const;

/** What the disk is used for, and what can be freed. */
export default function Disk() {
  const usage = useRead<Usage>("system.usage");
  return (
    <>
      <header>
        <Title>Disk</Title>
      </header>
      <Reading of={usage}>
        {(value) => (
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>What</th>
                  <th className="number">All</th>
                  <th className="number">In use</th>
                  <th className="number">Size</th>
                  <th className="number">Can be freed</th>
                  <th>Actions</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(([key, name, prune, text]) => (
                  <tr key={key}>
                    <td data-label="What">{name}</td>
                    <td data-label="All" className="number">
                      {value[key].count}
                    </td>
                    <td data-label="In use" className="number">
                      {value[key].in_use}
                    </td>
                    <td data-label="Size" className="number">
                      {bytes(value[key].bytes)}
                    </td>
                    <td data-label="Can be freed" className="number">
                      {bytes(value[key].reclaimable_bytes)}
                    </td>
                    <td data-label="Actions">
                      {prune === undefined ? null : (
                        <Act
                          operation={prune}
                          input={{}}
                          ask={{
                            title: `Free ${name.toLowerCase()}?`,
                            text: <p>{text}</p>,
                            act: `Free ${bytes(value[key].reclaimable_bytes)}`,
                          }}
                        >
                          Prune
                        </Act>
                      )}
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
