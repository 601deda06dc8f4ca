import { Link } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
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

/** All networks, and who reaches whom in each. */
export default function Networks() {
  const networks = useRead<{ networks: readonly NetworkRow[] }>("network.list");
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const members = (name: string): readonly ContainerRow[] =>
    (containers.data?.containers ?? []).filter((one) => one.networks.includes(name));
  return (
    <>
      <header>
        <Title>Networks</Title>
      </header>
      <Reading of={networks}>
        {({ networks: list }) => (
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Driver</th>
                  <th>Range</th>
                  <th>Containers that reach each other</th>
                  <th>Actions</th>
                </tr>
              </thead>
              <tbody>
                {list.map((network) => (
                  <tr key={network.full_id}>
                    <td data-label="Name">
                      {network.name} {network.internal ? <span className="quiet">(no way out)</span> : null}
                    </td>
                    <td data-label="Driver">{network.driver}</td>
                    <td data-label="Range" className="mono">
                      {network.subnets.join(", ")}
                    </td>
                    <td data-label="Containers">
                      {members(network.name).map((one) => (
                        <span key={one.full_id}>
                          <Link href={`/containers/${one.full_id}`}>{one.name}</Link>{" "}
                        </span>
                      ))}
                    </td>
                    <td data-label="Actions">
                      {builtIn.has(network.name) ? null : (
                        <Act
                          operation="network.remove"
                          input={{ id: network.full_id }}
                          ask={{
                            title: `Remove the network ${network.name}?`,
                            text: <p>It can be made again with the same options by Undo.</p>,
                            act: `Remove ${network.name}`,
                          }}
                        >
                          Remove
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
