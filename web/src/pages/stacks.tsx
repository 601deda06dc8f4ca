import { useState, type FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Reading } from "../parts/reading.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";

interface StackRow {
  readonly name: string;
  readonly state: string;
  readonly running: number;
  readonly containers: number;
  readonly services: readonly { readonly name: string; readonly running: number; readonly containers: number }[];
  readonly kept: boolean;
  readonly version: string | null;
  readonly saved: string | null;
  readonly saved_by: string | null;
  readonly deployed: string | null;
  readonly deployed_by: string | null;
  readonly deployed_version: string | null;
}

const columns: readonly Column<StackRow>[] = [
  {
    name: "Name",
    sort: ({ name }) => name,
    cell: ({ name }) => <Link href={`/stacks/${encodeURIComponent(name)}`}>{name}</Link>,
  },
  { name: "State", className: "tight", sort: ({ state }) => state, cell: ({ state }) => <StateWord state={state} /> },
  {
    name: "Running",
    className: "number",
    sort: ({ running }) => running,
    cell: ({ running, containers }) => `${running} of ${containers}`,
  },
  { name: "Services", cell: ({ services }) => services.map(({ name }) => name).join(", ") },
  {
    name: "Document",
    cell: ({ kept, saved, saved_by: by }) =>
      !kept ? (
        <span className="quiet">not kept here</span>
      ) : (
        <>
          saved {saved === null ? null : <When at={saved} />} by {by}
        </>
      ),
  },
  {
    name: "Brought up",
    cell: ({ deployed, deployed_by: by, deployed_version: was, version }) =>
      deployed === null ? (
        <span className="quiet">–</span>
      ) : (
        <>
          <When at={deployed} /> by {by}
          {was === version ? null : <span className="warn"> · another version is saved since</span>}
        </>
      ),
  },
];

/** Compose projects: those whose document is kept here, and those that only their containers' labels tell of. */
export default function Stacks() {
  const stacks = useRead<{ stacks: readonly StackRow[] }>("stack.list");
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const [find, setFind] = useState("");
  const make = (event: FormEvent): void => {
    event.preventDefault();
    go(`/stacks/${encodeURIComponent(name)}/edit`);
  };
  return (
    <>
      <header>
        <Title>Stacks</Title>
        <label>
          <span className="quiet">Filter </span>
          <input type="search" data-filter value={find} onChange={(event) => setFind(event.target.value)} />
        </label>
        <span className="grow" />
        <form className="actions" onSubmit={make} aria-label="New stack">
          <label>
            <span className="quiet">New stack </span>
            <input
              required
              value={name}
              pattern="[a-z0-9][a-z0-9_\-]*"
              maxLength={63}
              placeholder="shop"
              title="Lower-case letters, digits, _ and -"
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <button type="submit">Write its document</button>
        </form>
      </header>
      <Reading
        of={stacks}
        empty={{
          when: ({ stacks: all }) => all.length === 0,
          text: "There is no Compose project here. Name a new stack, and write its document.",
        }}
      >
        {({ stacks: all }) => (
          <DataTable
            label="Stacks"
            rows={all.filter((one) => one.name.includes(find.toLowerCase()))}
            columns={columns}
            idOf={(one) => one.name}
          />
        )}
      </Reading>
    </>
  );
}
