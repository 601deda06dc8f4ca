import { latestUse, measurementRounds } from "../../connection/use-of-all.ts";
import { Actions } from "../../parts/act.tsx";
import type { Column } from "../../parts/data-table.tsx";
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

const roomyColumns = (last: ReadonlyMap<string, LastChange>): readonly Column<ContainerRow>[] => [
  { name: "Ports", width: "7rem", cell: ({ ports }) => <Ports ports={ports} /> },
  {
    name: "Last change",
    width: "11rem",
    sort: ({ full_id }) => last.get(full_id)?.time ?? "",
    cell: ({ full_id }) => {
      const change = last.get(full_id);
      if (change === undefined) return <span className="quiet">–</span>;
      return (
        <span title={change.operation}>
          {change.by}{" "}
          <span className="quiet">
            <When at={change.time} />
          </span>
        </span>
      );
    },
  },
];

/** The columns of the container list; those that need room only where there is some. */
export function columnsOf(
  last: ReadonlyMap<string, LastChange>,
  { grouped, roomy }: { readonly grouped: boolean; readonly roomy: boolean },
): readonly Column<ContainerRow>[] {
  return [
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
        <PageLink href={`/containers/${full_id}`} title={`${name}, created ${new Date(created).toLocaleString()}`}>
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
    ...(grouped || !roomy
      ? []
      : [
          {
            name: "Project",
            width: "8rem",
            sort: ({ project }: ContainerRow) => project ?? "",
            cell: ({ project }: ContainerRow) => project ?? <span className="quiet">–</span>,
          },
        ]),
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
    ...(roomy ? roomyColumns(last) : []),
    {
      name: "Actions",
      width: "17rem",
      className: "fits",
      cell: (one) => <Actions of={mainActions(one)} more={furtherActions(one)} about={one.name} />,
    },
  ];
}
