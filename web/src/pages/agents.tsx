import { useState, type FormEvent } from "react";
import { Link } from "wouter";
import { useChange, useRead } from "../connection/hooks.ts";
import { Act } from "../parts/act.tsx";
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
  readonly expires?: string;
  readonly last_used?: string;
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
      <h2>REST</h2>
      <pre tabIndex={0} aria-label="Command for REST">{`curl -H "${header}" ${server}/api/containers`}</pre>
    </div>
  );
}

function Connect() {
  const policy = useRead<{ roles: readonly { name: string; description?: string }[] }>("policy.inspect");
  const create = useChange<{ text: string }>("token.create");
  const toasts = useToasts();
  const [text, setText] = useState<string>();
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
      { onSuccess: ({ value }) => setText(value.text), onError: toasts.failed },
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
          <select name="role" defaultValue="operator">
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
        <button type="submit" className="primary">
          Make a token
        </button>
      </form>
      {text === undefined ? null : <Snippets text={text} />}
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
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>Who</th>
                  <th>Began</th>
                  <th>Through</th>
                  <th className="number">Calls</th>
                  <th className="number">Changes</th>
                  <th className="number">Refused</th>
                </tr>
              </thead>
              <tbody>
                {list.map((session) => (
                  <tr key={session.id}>
                    <td data-label="Who">
                      <Link href={`/agents/${encodeURIComponent(session.id)}`}>
                        {session.caller.name} <span className="quiet">({session.caller.role})</span>
                      </Link>
                    </td>
                    <td data-label="Began">
                      <When at={session.started} />
                    </td>
                    <td data-label="Through">{session.surfaces.join(", ")}</td>
                    <td data-label="Calls" className="number">
                      {session.calls}
                    </td>
                    <td data-label="Changes" className="number">
                      {session.changes}
                    </td>
                    <td data-label="Refused" className="number">
                      {session.refused}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
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
          <div className="table">
            <table className="stack">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Role</th>
                  <th>Last used</th>
                  <th>Expires</th>
                  <th>Actions</th>
                </tr>
              </thead>
              <tbody>
                {list.map((token) => (
                  <tr key={token.id}>
                    <td data-label="Name">{token.name}</td>
                    <td data-label="Role">{token.role}</td>
                    <td data-label="Last used">
                      {token.last_used === undefined ? (
                        <span className="quiet">never</span>
                      ) : (
                        <When at={token.last_used} />
                      )}
                    </td>
                    <td data-label="Expires">
                      {token.expires === undefined ? <span className="quiet">never</span> : <When at={token.expires} />}
                    </td>
                    <td data-label="Actions">
                      <span className="actions">
                        <Act operation="freeze.create" input={{ token: token.id, reason: "Frozen from the dashboard" }}>
                          Freeze
                        </Act>
                        <Act
                          operation="token.revoke"
                          input={{ id: token.id }}
                          ask={{
                            title: `Revoke ${token.name}?`,
                            text: <p>Whoever uses it is turned away at once. A revoked token stays revoked.</p>,
                            act: `Revoke ${token.name}`,
                          }}
                        >
                          Revoke
                        </Act>
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Reading>
      <Sessions />
    </>
  );
}
