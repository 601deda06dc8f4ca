import { Link } from "wouter";
import { useRead } from "../connection/hooks.ts";
import { Actions } from "../parts/act.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { When } from "../parts/when.tsx";
import { Connect } from "./agents/connect.tsx";
import type { TokenRow } from "./agents/shapes.ts";
import type { SessionRow } from "./shapes.ts";

/** A moment that may never come, or never came. */
const Maybe = ({ at }: { readonly at: string | null | undefined }) =>
  at === null || at === undefined ? <span className="quiet">never</span> : <When at={at} />;

const sessionColumns: readonly Column<SessionRow>[] = [
  {
    name: "Who",
    sort: ({ caller }) => caller.name,
    cell: ({ id, caller }) => (
      <Link href={`/agents/${encodeURIComponent(id)}`}>
        {caller.name} <span className="quiet">({caller.role})</span>
      </Link>
    ),
  },
  { name: "Began", sort: ({ started }) => started, cell: ({ started }) => <When at={started} /> },
  { name: "Through", cell: ({ surfaces }) => surfaces.join(", ") },
  { name: "Calls", className: "number", sort: ({ calls }) => calls, cell: ({ calls }) => calls },
  { name: "Changes", className: "number", sort: ({ changes }) => changes, cell: ({ changes }) => changes },
  { name: "Refused", className: "number", sort: ({ refused }) => refused, cell: ({ refused }) => refused },
];

const tokenColumns: readonly Column<TokenRow>[] = [
  { name: "Name", sort: ({ name }) => name, cell: ({ name }) => name },
  { name: "Role", sort: ({ role }) => role, cell: ({ role }) => role },
  {
    name: "Last used",
    sort: (one) => one.last_used ?? "",
    cell: ({ last_used: used }) => <Maybe at={used} />,
  },
  {
    name: "Expires",
    sort: ({ expires }) => expires ?? "~",
    cell: ({ expires }) => <Maybe at={expires} />,
  },
  {
    name: "Actions",
    cell: ({ id, name }) => (
      <Actions
        about={name}
        of={[
          {
            operation: "freeze.create",
            input: { token: id, reason: "Frozen from the dashboard" },
            name: "Freeze",
            hotkey: "freeze",
          },
          {
            operation: "token.revoke",
            input: { id },
            name: "Revoke",
            hotkey: "remove",
            ask: {
              title: `Revoke ${name}?`,
              text: <p>Whoever uses it is turned away at once. A revoked token stays revoked.</p>,
              act: `Revoke ${name}`,
            },
          },
        ]}
      />
    ),
  },
];

/** What the callers of the last day did, session by session. */
function Sessions() {
  const sessions = useRead<{ sessions: readonly SessionRow[] }>("session.list", { limit: 30 });
  return (
    <section>
      <h2>Sessions of the last day</h2>
      <Reading
        of={sessions}
        empty={{ when: ({ sessions: list }) => list.length === 0, text: "Nobody has called yet." }}
      >
        {({ sessions: list }) => (
          <DataTable label="Sessions" rows={list} columns={sessionColumns} idOf={({ id }) => id} />
        )}
      </Reading>
    </section>
  );
}

/** The tokens, and how to make one for an agent. */
export default function Agents() {
  const tokens = useRead<{ tokens: readonly TokenRow[] }>("token.list");
  return (
    <>
      <header>
        <Title>Agents</Title>
      </header>
      <Connect />
      <Reading
        of={tokens}
        empty={{ when: ({ tokens: list }) => list.length === 0, text: "No token has been made yet." }}
      >
        {({ tokens: list }) => (
          <DataTable
            label="Tokens"
            rows={list}
            columns={tokenColumns}
            idOf={({ id }) => id}
            nameOf={({ name }) => name}
          />
        )}
      </Reading>
      <Sessions />
    </>
  );
}
