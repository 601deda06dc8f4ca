import { useMemo, useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { useMe } from "../../connection/me.ts";
import { Act } from "../../parts/act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { bytes, short, shortIds } from "../../parts/format.ts";
import { Reading } from "../../parts/reading.tsx";
import { When } from "../../parts/when.tsx";

/** One thing that could go. */
export interface PlanItem {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly bytes: number | null;
  readonly created: string | null;
  readonly last_used: string | null;
  readonly owner: string | null;
  readonly dependants: readonly string[];
  readonly asks: boolean;
}

/** Exactly what a prune would remove. */
export interface PrunePlan {
  readonly plan: string;
  readonly items: readonly PlanItem[];
  readonly kept: readonly {
    readonly kind: string;
    readonly id: string;
    readonly name: string;
    readonly reason: string;
  }[];
  readonly left_out: number;
  readonly bytes: number;
}

interface Applied {
  readonly message: string;
  readonly reclaimed_bytes: number;
  readonly removed: readonly { readonly id: string; readonly name: string }[];
  readonly skipped: readonly { readonly id: string; readonly name: string; readonly reason: string }[];
}

/** What a thing is called: an untagged image has only its id, a volume's id is its name. */
export const calledOf = ({ kind, id, name }: Pick<PlanItem, "kind" | "id" | "name">): string =>
  name === id && kind !== "volume" ? short(id) : name;

const columnsOf = (names: ReadonlyMap<string, string>): readonly Column<PlanItem>[] => [
  {
    name: "What",
    className: "tight",
    sort: ({ kind }) => kind,
    cell: ({ kind }) => (kind === "cache" ? "build cache" : kind),
  },
  {
    name: "Name",
    className: "mono",
    sort: ({ name }) => name,
    cell: (one) => (
      <span title={one.id}>
        {calledOf(one)} {one.name === one.id ? null : <span className="quiet">{short(one.id)}</span>}
      </span>
    ),
  },
  {
    name: "Frees",
    className: "number",
    sort: (one) => one.bytes ?? -1,
    cell: (one) => (one.bytes === null ? <span className="quiet">not known</span> : bytes(one.bytes)),
  },
  {
    name: "Last used",
    className: "tight",
    sort: (one) => one.last_used ?? "",
    cell: (one) => (one.last_used === null ? <span className="quiet">not known</span> : <When at={one.last_used} />),
  },
  {
    name: "Made by",
    sort: ({ owner }) => owner ?? "",
    cell: ({ owner }) => (owner === null ? <span className="quiet">–</span> : (names.get(owner) ?? owner)),
  },
  {
    name: "Needs it",
    cell: ({ dependants }) =>
      dependants.length === 0 ? <span className="quiet">nothing</span> : shortIds(dependants.join(", ")),
  },
  { name: "Policy", className: "tight", cell: ({ asks }) => (asks ? <span className="warn">asks</span> : "allowed") },
];

/** How tokens are called, for whoever may know that. */
function useTokenNames(): ReadonlyMap<string, string> {
  const { role } = useMe();
  const { data } = useRead<{ tokens: readonly { id: string; name: string }[] }>("token.list", {}, role === "admin");
  return useMemo(() => new Map(data?.tokens.map(({ id, name }) => [id, name])), [data]);
}

const kinds = ["container", "network", "image", "volume", "cache"] as const;

/** What a prune would remove, thing by thing: chosen from, and then exactly that is removed. */
export function Plan({
  chosen,
  onChoose,
  all,
  onAll,
}: {
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (ids: ReadonlySet<string>) => void;
  /** Also images with a tag and volumes with a name. */
  readonly all: boolean;
  readonly onAll: (all: boolean) => void;
}) {
  const plan = useRead<PrunePlan>("prune.plan", { kinds, all });
  const names = useTokenNames();
  const columns = useMemo(() => columnsOf(names), [names]);
  const [find, setFind] = useState("");
  const [applied, setApplied] = useState<Applied>();
  return (
    <section className="stacked">
      <div className="actions">
        <h2>What could go</h2>
        <label>
          <span className="quiet">Filter </span>
          <input type="search" data-filter value={find} onChange={(event) => setFind(event.target.value)} />
        </label>
        <label>
          <input type="checkbox" checked={all} onChange={(event) => onAll(event.target.checked)} /> also images with a
          tag and volumes with a name
        </label>
      </div>
      {applied === undefined ? null : (
        <div className="note" role="status">
          <p>
            {applied.message}, {bytes(applied.reclaimed_bytes)} freed.
          </p>
          {applied.skipped.length === 0 ? null : (
            <ul>
              {applied.skipped.map(({ id, name, reason }) => (
                <li key={id}>
                  {name} was left: {reason}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      <Reading
        of={plan}
        empty={{ when: ({ items }) => items.length === 0, text: "Nothing could go: all of it is used." }}
      >
        {({ plan: id, items, kept, left_out }) => {
          const picked = items.filter((one) => chosen.has(one.id));
          const sum = picked.reduce((total, one) => total + (one.bytes ?? 0), 0);
          return (
            <>
              {picked.length === 0 ? (
                <p className="quiet">Choose what shall go.</p>
              ) : (
                <div className="note picked">
                  <span className="actions">
                    <strong>
                      {picked.length} chosen, {bytes(sum)}
                    </strong>
                    <Act
                      operation="prune.apply"
                      input={{ plan: id, only: picked.map((one) => one.id) }}
                      ask={{
                        title: `Remove these ${picked.length}?`,
                        act: `Remove ${picked.length}, free ${bytes(sum)}`,
                        text: (
                          <>
                            <ul className="results" tabIndex={0} aria-label="What is removed">
                              {picked.map((one) => (
                                <li key={one.id}>
                                  {one.kind} <strong>{calledOf(one)}</strong>{" "}
                                  {one.bytes === null ? "" : bytes(one.bytes)}
                                </li>
                              ))}
                            </ul>
                            <p>
                              Each is looked at again right before: what is used by then is left, and said. Containers
                              go into the trash; the rest is gone.
                            </p>
                          </>
                        ),
                      }}
                      then={(value) => {
                        setApplied(value as Applied);
                        onChoose(new Set());
                      }}
                    >
                      Remove exactly these
                    </Act>
                  </span>
                </div>
              )}
              <DataTable
                label="What could go"
                rows={items.filter((one) => `${one.kind} ${calledOf(one)}`.toLowerCase().includes(find.toLowerCase()))}
                columns={columns}
                idOf={(one) => one.id}
                nameOf={(one) => one.name}
                chosen={chosen}
                onChoose={onChoose}
              />
              {left_out > 0 ? <p className="quiet">{left_out} smaller things are left out of this plan.</p> : null}
              {kept.length === 0 ? null : (
                <details>
                  <summary>{kept.length} that nobody uses have to stay</summary>
                  <ul>
                    {kept.map((one) => (
                      <li key={one.id}>
                        {one.kind} {one.name}: {one.reason}
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </>
          );
        }}
      </Reading>
    </section>
  );
}
