import { useState } from "react";
import { useRead } from "../connection/hooks.ts";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { bytes } from "../parts/format.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { calledOf, Plan, type PlanItem, type PrunePlan } from "./disk/plan.tsx";
import { Treemap, type Taken } from "./disk/treemap.tsx";

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
  ["images", "image", "Images"],
  ["containers", "container", "Containers"],
  ["volumes", "volume", "Volumes"],
  ["build_cache", "cache", "Build cache"],
] as const;

/** What is used in one piece for each kind, and each thing that could go. */
function tilesOf(usage: Usage, items: readonly PlanItem[]): readonly Taken[] {
  return rows.flatMap(([key, kind, name]) => {
    const own = items.filter((one) => one.kind === kind && (one.bytes ?? 0) > 0);
    const sum = own.reduce((total, one) => total + (one.bytes ?? 0), 0);
    return [
      { id: key, kind, name: `${name} in use`, bytes: Math.max(0, usage[key].bytes - sum), free: false },
      ...own.map((one) => ({
        ...{ id: one.id, kind, bytes: one.bytes ?? 0, free: true },
        name: calledOf(one),
      })),
    ];
  });
}

const columns: readonly Column<Share & { readonly kind: string; readonly name: string }>[] = [
  {
    name: "What",
    cell: ({ kind, name }) => (
      <>
        <span className={`swatch ${kind}`} aria-hidden="true" /> {name}
      </>
    ),
  },
  { name: "All", className: "number", sort: ({ count }) => count, cell: ({ count }) => count },
  { name: "In use", className: "number", sort: (one) => one.in_use, cell: (one) => one.in_use },
  { name: "Size", className: "number", sort: (one) => one.bytes, cell: (one) => bytes(one.bytes) },
  {
    name: "Not used",
    className: "number",
    sort: (one) => one.reclaimable_bytes,
    cell: (one) => bytes(one.reclaimable_bytes),
  },
];

/** What the disk is used for, and exactly what could go. */
export default function Disk() {
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const usage = useRead<Usage>("system.usage");
  const plan = useRead<PrunePlan>("prune.plan", { kinds: ["container", "network", "image", "volume", "cache"], all });
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <>
      <header>
        <Title>Disk</Title>
      </header>
      <Reading of={usage}>
        {(value) => (
          <>
            <Treemap of={tilesOf(value, plan.data?.items ?? [])} chosen={chosen} onChoose={toggle} />
            <DataTable
              label="What takes the disk"
              rows={rows.map(([key, kind, name]) => ({ ...value[key], kind, name }))}
              columns={columns}
              idOf={({ kind }) => kind}
            />
          </>
        )}
      </Reading>
      <Plan chosen={chosen} onChoose={setChosen} all={all} onAll={setAll} />
    </>
  );
}
