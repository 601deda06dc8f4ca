import { useState } from "react";
import { useRead } from "../../connection/hooks.ts";
import { Act } from "../../parts/act.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { DiffView, type DiffLine } from "../../parts/diff-view.tsx";
import { short } from "../../parts/format.ts";
import { Reading } from "../../parts/reading.tsx";
import { When } from "../../parts/when.tsx";
import { shortHash, type StackDeployment, type StackDetail, type StackVersion } from "./shapes.ts";

interface History {
  readonly current: string | null;
  readonly versions: readonly StackVersion[];
  readonly deployments: readonly StackDeployment[];
  readonly diff?: readonly DiffLine[];
}

function Difference({ name, from, to }: { readonly name: string; readonly from: string; readonly to: string }) {
  const compared = useRead<History>("stack.history", { name, from, to, limit: 1 });
  return (
    <section className="card stacked">
      <h2>
        From {shortHash(from)} to {shortHash(to)}
      </h2>
      <Reading of={compared}>{({ diff = [] }) => <DiffView lines={diff} label="What the version changed" />}</Reading>
    </section>
  );
}

interface Row extends StackVersion {
  readonly place: number;
  readonly before: string | undefined;
}

const columnsOf = (
  name: string,
  current: string | null,
  shown: number | undefined,
  show: (place: number | undefined) => void,
): readonly Column<Row>[] => [
  {
    name: "Version",
    className: "mono",
    cell: ({ hash, place }) => (
      <span title={hash}>
        {shortHash(hash)} {hash === current && place === 0 ? <span className="state good">✔ counts</span> : null}
      </span>
    ),
  },
  { name: "Saved", className: "tight", cell: ({ time }) => <When at={time} /> },
  { name: "By", cell: ({ by }) => by?.name ?? "–" },
  { name: "Why", cell: ({ reason }) => reason ?? "–" },
  {
    name: "Actions",
    cell: ({ hash, place, before }) => (
      <span className="actions">
        {before === undefined ? null : (
          <button
            type="button"
            aria-pressed={shown === place}
            onClick={() => show(shown === place ? undefined : place)}
          >
            Changes<span className="skip-text"> of version {shortHash(hash)}</span>
          </button>
        )}
        {hash === current ? null : (
          <Act
            operation="stack.restore"
            input={{ name, version: hash }}
            ask={{
              title: `Have version ${shortHash(hash)} count again?`,
              text: <p>It becomes a new version. Nothing is brought up by that.</p>,
              act: `Go back to ${shortHash(hash)}`,
            }}
          >
            Go back to it
          </Act>
        )}
      </span>
    ),
  },
];

const deployed: readonly Column<StackDeployment & { readonly place: number }>[] = [
  { name: "Brought up", className: "tight", cell: ({ time }) => <When at={time} /> },
  { name: "By", cell: ({ by }) => by?.name ?? "–" },
  { name: "Version", className: "mono", cell: ({ version }) => <span title={version}>{shortHash(version)}</span> },
  {
    name: "Images",
    className: "mono",
    cell: ({ images }) =>
      images.map(({ service, image, id, digest }) => (
        <div key={service} title={digest ?? id}>
          {service}: {image}{" "}
          <span className="quiet">{digest === null ? short(id) : short(digest.split("@")[1] ?? id)}</span>
        </div>
      )),
  },
];

/** The versions of a document, what each changed, going back, and what ran when. */
export default function Versions({ stack }: { readonly stack: StackDetail }) {
  const history = useRead<History>("stack.history", { name: stack.name, limit: 100 }, stack.kept);
  const [shown, setShown] = useState<number>();
  if (!stack.kept) return <div className="note">Its document has not been saved here yet.</div>;
  return (
    <Reading of={history}>
      {({ versions, deployments, current }) => {
        const rows = versions.map((version, place) => ({ ...version, place, before: versions[place + 1]?.hash }));
        const chosen = shown === undefined ? undefined : rows[shown];
        return (
          <>
            <DataTable
              label="Versions"
              rows={rows}
              columns={columnsOf(stack.name, current, shown, setShown)}
              idOf={({ place }) => String(place)}
              rowClass={({ place }) => (shown === place ? "chosen" : undefined)}
            />
            {chosen?.before === undefined ? null : (
              <Difference key={shown} name={stack.name} from={chosen.before} to={chosen.hash} />
            )}
            {deployments.length === 0 ? null : (
              <DataTable
                label="Times that it was brought up"
                rows={deployments.map((one, place) => ({ ...one, place }))}
                columns={deployed}
                idOf={({ place }) => String(place)}
              />
            )}
          </>
        );
      }}
    </Reading>
  );
}
