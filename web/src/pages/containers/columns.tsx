import { latestUse, measurementRounds } from "../../connection/use-of-all.ts";
import { Actions } from "../../parts/act.tsx";
import type { Column } from "../../parts/data-table.tsx";
import { exact } from "../../parts/format.ts";
import { PageLink } from "../../parts/page-link.tsx";
import { CpuSpark, MemorySpark } from "../../parts/spark.tsx";
import { StateWord } from "../../parts/state-word.tsx";
import { When } from "../../parts/when.tsx";
import type { ContainerRow } from "../shapes.ts";
import { furtherActions, mainActions } from "./actions.tsx";
import type { LastChange } from "./filter.ts";

function Ports({ ports }: Pick<ContainerRow, "ports">) {
  const open = Object.entries(ports).flatMap(([inside, hosts]) => (hosts ?? []).map((host) => ({ inside, ...host })));
  return (
    <>
      {open.map(({ inside, HostIp, HostPort }) => {
        const here = HostIp === "" || HostIp === "0.0.0.0" || HostIp === "::" ? location.hostname : HostIp;
        const title = `${HostIp}:${HostPort} → ${inside}`;
        const text = `${HostPort}→${inside.replace("/tcp", "")} `;
        if (!inside.endsWith("/tcp"))
          return (
            <span key={title} title={title}>
              {text}
            </span>
          );
        const host = here.includes(":") && !here.startsWith("[") ? `[${here}]` : here;
        return (
          <a key={title} title={title} href={`http://${host}:${HostPort}/`} target="_blank" rel="noreferrer">
            {text}
          </a>
        );
      })}
    </>
  );
}

/** A container's state as its row says it. */
export const stateOf = ({ health, status }: ContainerRow): string =>
  health === "unhealthy" || health === "starting" ? health : status;

const LastChanged = ({ change }: { readonly change: LastChange | undefined }) =>
  change === undefined ? (
    <span className="quiet">–</span>
  ) : (
    <span title={change.operation}>
      {change.asker === "agent" ? "agent " : ""}
      {change.by}{" "}
      <span className="quiet">
        <When at={change.time} />
      </span>
    </span>
  );

/** Every column that the container list can have, as they stand. */
const allColumns = (last: ReadonlyMap<string, LastChange>): readonly Column<ContainerRow>[] => [
  {
    name: "State",
    width: "7rem",
    className: "fits",
    sort: stateOf,
    cell: (one) => <StateWord state={stateOf(one)} />,
  },
  {
    name: "Name",
    width: "20%",
    sort: ({ name }) => name,
    cell: ({ name, full_id, created }) => (
      <PageLink href={`/containers/${full_id}`} title={`${name}, created ${exact(created)}`}>
        {name}
      </PageLink>
    ),
  },
  {
    name: "Image",
    width: "18%",
    className: "mono",
    sort: ({ image }) => image,
    cell: ({ image }) => <span title={image}>{image}</span>,
  },
  {
    name: "Project",
    width: "8rem",
    sort: ({ project }) => project ?? "",
    cell: ({ project }) => project ?? <span className="quiet">–</span>,
  },
  {
    name: "CPU",
    width: "7.6rem",
    className: "fits measured",
    sort: ({ full_id }) => latestUse(full_id)?.cpu ?? -1,
    sortedAnew: measurementRounds,
    cell: ({ full_id }) => <CpuSpark id={full_id} />,
  },
  {
    name: "Memory",
    width: "8.6rem",
    className: "fits measured",
    sort: ({ full_id }) => latestUse(full_id)?.memory ?? -1,
    sortedAnew: measurementRounds,
    cell: ({ full_id }) => <MemorySpark id={full_id} />,
  },
  { name: "Ports", width: "7rem", cell: ({ ports }) => <Ports ports={ports} /> },
  { name: "Networks", width: "8rem", cell: ({ networks }) => networks.join(", ") },
  {
    name: "Age",
    width: "7rem",
    sort: ({ created }) => created,
    cell: ({ created }) => <When at={created} />,
  },
  {
    name: "Last change",
    width: "11rem",
    sort: ({ full_id }) => last.get(full_id)?.time ?? "",
    cell: ({ full_id }) => <LastChanged change={last.get(full_id)} />,
  },
  {
    name: "Actions",
    width: "17rem",
    className: "fits",
    cell: (one) => <Actions of={mainActions(one)} more={furtherActions(one)} about={one.name} />,
  },
];

/** Columns that can be left out; the name can't. */
export const offeredColumns: readonly string[] = allColumns(new Map())
  .map(({ name }) => name)
  .filter((name) => name !== "Name");

/** Those that are shown until others are chosen: all but what few miss, where there is room. */
export function usualColumns(roomy: boolean, grouped: boolean): ReadonlySet<string> {
  const spared = roomy ? ["Networks", "Age"] : ["Networks", "Age", "Project", "Ports", "Last change"];
  return new Set(offeredColumns.filter((name) => !spared.includes(name) && !(grouped && name === "Project")));
}

/** The columns of the container list. */
export const columnsOf = (
  last: ReadonlyMap<string, LastChange>,
  shown: ReadonlySet<string>,
): readonly Column<ContainerRow>[] => allColumns(last).filter(({ name }) => name === "Name" || shown.has(name));
