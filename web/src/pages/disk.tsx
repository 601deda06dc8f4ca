import { useState } from "react";
import { useRead } from "../connection/hooks.ts";
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
            <div className="table">
              <table className="stack" aria-label="What takes the disk">
                <thead>
                  <tr>
                    <th>What</th>
                    <th className="number">All</th>
                    <th className="number">In use</th>
                    <th className="number">Size</th>
                    <th className="number">Not used</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(([key, kind, name]) => (
                    <tr key={key}>
                      <td data-label="What">
                        <span className={`swatch ${kind}`} aria-hidden="true" /> {name}
                      </td>
                      <td data-label="All" className="number">
                        {value[key].count}
                      </td>
                      <td data-label="In use" className="number">
                        {value[key].in_use}
                      </td>
                      <td data-label="Size" className="number">
                        {bytes(value[key].bytes)}
                      </td>
                      <td data-label="Not used" className="number">
                        {bytes(value[key].reclaimable_bytes)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </Reading>
      <Plan chosen={chosen} onChoose={setChosen} all={all} onAll={setAll} />
    </>
  );
}
