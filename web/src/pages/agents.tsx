import { useState, type FormEvent } from "react";
import { Link } from "wouter";
import { useChange, useRead } from "../connection/hooks.ts";
import { Actions } from "../parts/act.tsx";
import { DataTable, type Column } from "../parts/data-table.tsx";
import { PolicyWords } from "../parts/policy-words.tsx";
import { usePolicy } from "../parts/preview.ts";
import { Reading } from "../parts/reading.tsx";
import { Title } from "../parts/title.tsx";
import { useToasts } from "../parts/toasts.tsx";
import { When } from "../parts/when.tsx";
import type { SessionRow } from "./shapes.ts";

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly created: string;
  readonly expires?: string | null;
  readonly last_used?: string | null;
  readonly state: string;
}

/** The new token and how to use it; shown this once. */
function Snippets({ text }: { readonly text: string }) {
  const server = location.origin;
  const header = `Authorization: Bearer ${text}`;
  const config = {
    mcpServers: { docker: { type: "http", url: `${server}/mcp`, headers: { Authorization: `Bearer ${text}` } } },
  };
  return (
    <div className="note">
      <p>
        The token, shown this once: <code>{text}</code>
      </p>
      <h2>Claude Code</h2>
      <pre
        tabIndex={0}
        aria-label="Command for Claude Code"
      >{`claude mcp add --transport http docker ${server}/mcp --header "${header}"`}</pre>
      <h2>Other MCP clients</h2>
      <pre tabIndex={0} aria-label="Settings for MCP clients">
        {JSON.stringify(config, null, 2)}
      </pre>
      <h2>Docker&apos;s own command</h2>
      <p>
        Programs that speak the Engine API use a guarded socket: give the role one in the settings (<code>sockets</code>
        ), and then
      </p>
      <pre tabIndex={0} aria-label="Command for docker">
        DOCKER_HOST=unix:///path/of/the/guarded/docker.sock docker ps
      </pre>
      <h2>REST</h2>
      <pre tabIndex={0} aria-label="Command for REST">{`curl -H "${header}" ${server}/api/containers`}</pre>
    </div>
  );
}

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
            hotkey: "f",
          },
          {
            operation: "token.revoke",
            input: { id },
            name: "Revoke",
            hotkey: "d",
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

/** Whether the new token has been used yet. */
function FirstCall({ id }: { readonly id: string }) {
  const tokens = useRead<{ tokens: readonly TokenRow[] }>("token.list");
  const used = tokens.data?.tokens.find((one) => one.id === id)?.last_used ?? undefined;
  return (
    <p role="status" className={used === undefined ? "quiet" : "good"}>
      {used === undefined ? (
        "… waiting for its first call"
      ) : (
        <>
          ✔ connected: it called <When at={used} />
        </>
      )}
    </p>
  );
}

function Connect() {
  const policy = useRead<{ roles: readonly { name: string; description?: string }[] }>("policy.inspect");
  const create = useChange<{ text: string; token: { id: string } }>("token.create");
  const says = usePolicy("token.create", { name: "new", role: "viewer" });
  const toasts = useToasts();
  const [made, setMade] = useState<{ text: string; token: { id: string } }>();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const expires = String(form.get("expires"));
    create.mutate(
      {
        name: String(form.get("name")),
        role: String(form.get("role")),
        ...(expires === "" ? {} : { expires_in: expires }),
      },
      { onSuccess: ({ value }) => setMade(value), onError: toasts.failed },
    );
  };
  return (
    <section className="card">
      <h2>Connect an agent</h2>
      <form className="actions" onSubmit={submit}>
        <label>
          Name <input name="name" required placeholder="assistant" />
        </label>
        <label>
          Role{" "}
          <select name="role" defaultValue="operator" key={policy.data?.roles.length}>
            {(policy.data?.roles ?? []).map(({ name, description }) => (
              <option key={name} value={name} title={description}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Expires{" "}
          <select name="expires" defaultValue="30d">
            <option value="1d">in a day</option>
            <option value="30d">in 30 days</option>
            <option value="">never</option>
          </select>
        </label>
        <button type="submit" className="primary" disabled={says.denied || create.isPending} title={says.words}>
          Make a token{says.asks ? " (asks)" : null}
        </button>
      </form>
      {says.denied ? (
        <p className="quiet">
          <PolicyWords says={says} operation="token.create" input={{}} />
        </p>
      ) : null}
      {made === undefined ? null : (
        <>
          <Snippets text={made.text} />
          <FirstCall id={made.token.id} />
        </>
      )}
    </section>
  );
}

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
