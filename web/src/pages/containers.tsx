import { useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
import { Reading } from "../parts/reading.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";
import { useWindowed } from "../parts/windowed.ts";
import type { ContainerRow } from "./shapes.ts";

/** `state:exited image:postgres project:shop word`: every part must fit. */
export function matches(container: ContainerRow, filter: string): boolean {
  return filter
    .toLowerCase()
    .split(/\s+/)
    .filter((part) => part !== "")
    .every((part) => {
      const [key = "", value] = part.split(":", 2);
      if (value === undefined) return container.name.toLowerCase().includes(part) || container.id.startsWith(part);
      if (key === "state") return container.status === value || container.health === value;
      if (key === "image") return container.image.toLowerCase().includes(value);
      if (key === "project") return (container.project ?? "").toLowerCase().includes(value);
      if (key === "label")
        return Object.entries(container.labels).some(([name, text]) => `${name}=${text}`.toLowerCase().includes(value));
      return container.name.toLowerCase().includes(part);
    });
}

function Ports({ ports }: Pick<ContainerRow, "ports">) {
  const open = Object.entries(ports).flatMap(([inside, hosts]) => (hosts ?? []).map((host) => ({ inside, ...host })));
  return (
    <>
      {open.map(({ inside, HostIp, HostPort }) => (
        <span key={`${inside}${HostIp}${HostPort}`} title={`${HostIp}:${HostPort} → ${inside}`}>
          {HostPort}→{inside}{" "}
        </span>
      ))}
    </>
  );
}

/** What can be done to one container, in its row. */
function RowActions({ container }: { readonly container: ContainerRow }) {
  const input = { id: container.full_id };
  const runs = container.status === "running";
  return (
    <span className="actions">
      {runs ? (
        <Act operation="container.stop" input={input}>
          Stop
        </Act>
      ) : (
        <Act operation="container.start" input={input}>
          Start
        </Act>
      )}
      <Act operation="container.restart" input={input}>
        Restart
      </Act>
      <Act
        operation="container.remove"
        input={{ ...input, force: runs }}
        ask={{
          title: `Remove ${container.name}?`,
          text: (
            <p>It is {runs ? "stopped and " : ""}kept in the trash for a while, and can be brought back from there.</p>
          ),
          act: `Remove ${container.name}`,
        }}
      >
        Remove
      </Act>
    </span>
  );
}

const rowHeight = 49;

/** All containers: filter, choose, act. */
export default function Containers() {
  const [search, setSearch] = useSearchParams();
  const filter = search.get("q") ?? "";
  const containers = useRead<{ containers: readonly ContainerRow[] }>("container.list", { all: true });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(
    () => (containers.data?.containers ?? []).filter((one) => matches(one, filter)),
    [containers.data, filter],
  );
  const frame = useRef<HTMLDivElement>(null);
  const { first, last, before, after } = useWindowed(frame, shown.length, rowHeight);
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const chosenRows = shown.filter(({ full_id }) => chosen.has(full_id));
  return (
    <>
      <header>
        <Title>Containers</Title>
        <label className="grow">
          <span className="quiet">Filter </span>
          <input
            type="search"
            size={36}
            value={filter}
            placeholder="name  state:running  image:…  project:…"
            onChange={(event) =>
              setSearch(event.target.value === "" ? {} : { q: event.target.value }, { replace: true })
            }
          />
        </label>
        <span className="quiet" role="status">
          {shown.length} shown
        </span>
      </header>
      {chosenRows.length > 0 ? (
        <div className="note">
          <span className="actions">
            {chosenRows.length} chosen:
            {chosenRows.map((one) => (
              <Act
                key={one.full_id}
                operation={one.status === "running" ? "container.stop" : "container.start"}
                input={{ id: one.full_id }}
                then={() => toggle(one.full_id)}
              >
                {one.status === "running" ? "Stop" : "Start"} {one.name}
              </Act>
            ))}
          </span>
        </div>
      ) : null}
      <Reading
        of={containers}
        empty={{
          when: () => shown.length === 0,
          text: filter === "" ? "There are no containers." : "No container fits this filter.",
        }}
      >
        {() => (
          <div className="table" ref={frame}>
            <table className="stack" aria-rowcount={shown.length + 1}>
              <thead>
                <tr>
                  <th>
                    <span className="quiet">Choose</span>
                  </th>
                  <th>State</th>
                  <th>Name</th>
                  <th>Image</th>
                  <th>Project</th>
                  <th>Ports</th>
                  <th>Created</th>
                  <th>Actions</th>
                </tr>
              </thead>
              <tbody>
                {before > 0 ? (
                  <tr aria-hidden="true">
                    <td colSpan={8} style={{ height: before, padding: 0 }} />
                  </tr>
                ) : null}
                {shown.slice(first, last).map((one, index) => (
                  <tr
                    key={one.full_id}
                    aria-rowindex={first + index + 2}
                    className={chosen.has(one.full_id) ? "chosen" : undefined}
                  >
                    <td data-label="Choose">
                      <input
                        type="checkbox"
                        aria-label={`Choose ${one.name}`}
                        checked={chosen.has(one.full_id)}
                        onChange={() => toggle(one.full_id)}
                      />
                    </td>
                    <td data-label="State">
                      <StateWord
                        state={one.health === "unhealthy" || one.health === "starting" ? one.health : one.status}
                      />
                    </td>
                    <td data-label="Name">
                      <Link href={`/containers/${one.full_id}`}>{one.name}</Link>
                    </td>
                    <td data-label="Image" className="mono">
                      {one.image}
                    </td>
                    <td data-label="Project">{one.project}</td>
                    <td data-label="Ports">
                      <Ports ports={one.ports} />
                    </td>
                    <td data-label="Created">
                      <When at={one.created} />
                    </td>
                    <td data-label="Actions">
                      <RowActions container={one} />
                    </td>
                  </tr>
                ))}
                {after > 0 ? (
                  <tr aria-hidden="true">
                    <td colSpan={8} style={{ height: after, padding: 0 }} />
                  </tr>
                ) : null}
              </tbody>
            </table>
          </div>
        )}
      </Reading>
    </>
  );
}
