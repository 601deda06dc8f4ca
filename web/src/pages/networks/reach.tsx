import { useState, type FormEvent } from "react";
import { useSearchParams } from "wouter";
import { useRead } from "../../connection/hooks.ts";
import { Evidence, Findings, type Finding } from "../../parts/findings.tsx";
import { Reading } from "../../parts/reading.tsx";
import type { ContainerRow } from "../shapes.ts";

interface Verdict {
  readonly from: string;
  readonly to: string;
  readonly port: string | null;
  readonly reachable: string;
  readonly certainty: string;
  readonly summary: string;
  readonly addresses: readonly string[];
  readonly evidence: readonly string[];
  readonly findings: readonly Finding[];
}

const places = [
  ["host", "the host"],
  ["outside", "the outside"],
] as const;

const answers: Readonly<Record<string, readonly [string, string]>> = {
  yes: ["✔ yes", "good"],
  no: ["✖ no", "bad"],
  through_host: ["↷ by a published port", "warn"],
  unknown: ["? not known", "warn"],
};

function Answer({ of }: { readonly of: Verdict }) {
  const [words, look] = answers[of.reachable] ?? [of.reachable, "quiet"];
  return (
    <div className="stacked" role="status">
      <p>
        <strong className={`state ${look}`}>{words}</strong> {of.summary}{" "}
        <span className="quiet">({of.certainty})</span>
      </p>
      {of.addresses.length === 0 ? null : (
        <p>
          Write as the address: <span className="mono">{of.addresses.join(", ")}</span>
        </p>
      )}
      <Evidence of={of.evidence} />
      <Findings of={of.findings} />
    </div>
  );
}

function End({
  name,
  label,
  containers,
  value,
}: {
  readonly name: string;
  readonly label: string;
  readonly containers: readonly ContainerRow[];
  readonly value: string | undefined;
}) {
  return (
    <label>
      {label}
      <select name={name} required defaultValue={value ?? ""} key={value}>
        <option value="" disabled>
          choose…
        </option>
        {places.map(([key, says]) => (
          <option key={key} value={key}>
            {says}
          </option>
        ))}
        {containers.map(({ full_id, name: called, status }) => (
          <option key={full_id} value={full_id}>
            {called}
            {status === "running" ? "" : ` (${status})`}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Asks whether one end reaches another, and what is in the way. The question stands in the address, so that it can be passed on. */
export function Reach({ containers }: { readonly containers: readonly ContainerRow[] }) {
  const [search, setSearch] = useSearchParams();
  const given = Object.fromEntries(search);
  const question = (of: Readonly<Record<string, string>>) =>
    (of["from"] ?? "") === "" || (of["to"] ?? "") === ""
      ? undefined
      : {
          from: of["from"],
          to: of["to"],
          ...((of["port"] ?? "") === "" ? {} : { port: Number(of["port"]), protocol: of["protocol"] ?? "tcp" }),
        };
  const [asked, setAsked] = useState(question(given));
  const verdict = useRead<Verdict>("network.diagnose", asked, asked !== undefined);
  const named = containers.toSorted((a, b) => a.name.localeCompare(b.name));
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
    );
    const next = question(form);
    setAsked(next);
    setSearch(Object.fromEntries(Object.entries(next ?? {}).map(([name, value]) => [name, String(value)])), {
      replace: true,
    });
    if (JSON.stringify(next) === JSON.stringify(asked)) void verdict.refetch();
  };
  return (
    <section className="card stacked" aria-label="Can one reach another?">
      <h2>Can one reach another?</h2>
      <form className="columns" onSubmit={submit}>
        <End name="from" label="From" containers={named} value={given["from"]} />
        <End name="to" label="To" containers={named} value={given["to"]} />
        <label>
          Port inside the target
          <input name="port" type="number" min={1} max={65_535} placeholder="any" defaultValue={given["port"]} />
        </label>
        <label>
          Protocol
          <select name="protocol" defaultValue={given["protocol"] ?? "tcp"}>
            <option>tcp</option>
            <option>udp</option>
            <option>sctp</option>
          </select>
        </label>
        <span className="actions">
          <button type="submit" className="primary" aria-busy={verdict.isFetching}>
            Find out
          </button>
        </span>
      </form>
      {asked === undefined ? (
        <p className="quiet">
          Looks at networks, names, isolation and published ports, and tries the port itself. Nothing is run inside a
          container.
        </p>
      ) : (
        <Reading of={verdict}>{(found) => <Answer of={found} />}</Reading>
      )}
    </section>
  );
}
