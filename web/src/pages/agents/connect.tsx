import { useState, type FormEvent } from "react";
import { Link } from "wouter";
import { useChange, useRead } from "../../connection/hooks.ts";
import { PolicyWords } from "../../parts/policy-words.tsx";
import { usePolicy } from "../../parts/preview.ts";
import { useToasts } from "../../parts/toasts.tsx";
import { When } from "../../parts/when.tsx";
import type { TokenRow } from "./shapes.ts";
import { Snippets } from "./snippets.tsx";

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

/** What a token may be narrowed to, in the policy's form; `says` asks for the word that it needs. */
const scopes: readonly {
  readonly key: string;
  readonly name: string;
  readonly says?: string;
  readonly of: (word: string) => Readonly<Record<string, unknown>> | undefined;
}[] = [
  { key: "role", name: "everything", of: () => undefined },
  { key: "project", name: "one Compose project", says: "Project", of: (word) => ({ project: word }) },
  { key: "names", name: "what is called so", says: "Name, such as shop-*", of: (word) => ({ name: word }) },
  { key: "own", name: "what it makes itself", of: () => ({ owned: true }) },
];

/** Makes a token for an agent, and tells how it is used: in what role, on what, and for how long. */
export function Connect() {
  const policy = useRead<{ roles: readonly { name: string; description?: string }[] }>("policy.inspect");
  const create = useChange<{ text: string; token: { id: string } }>("token.create");
  const says = usePolicy("token.create", { name: "new", role: "viewer" });
  const toasts = useToasts();
  const [scope, setScope] = useState("role");
  const [role, setRole] = useState("operator");
  const narrowed = scopes.find(({ key }) => key === scope);
  const described = policy.data?.roles.find(({ name }) => name === role)?.description;
  const [made, setMade] = useState<{ text: string; token: { id: string } }>();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const expires = String(form.get("expires"));
    const only = narrowed?.of(String(form.get("only")));
    create.mutate(
      {
        name: String(form.get("name")),
        role,
        ...(only === undefined ? {} : { scope: only }),
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
          <select value={role} onChange={(event) => setRole(event.target.value)}>
            {(policy.data?.roles ?? []).map(({ name, description }) => (
              <option key={name} value={name} title={description}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Knows of{" "}
          <select value={scope} onChange={(event) => setScope(event.target.value)}>
            {scopes.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {narrowed?.says === undefined ? null : (
          <label>
            {narrowed.says} <input name="only" required maxLength={200} />
          </label>
        )}
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
      <p className="quiet">
        {described === undefined ? null : `${role}: ${described} `}
        <Link href="/policy/edit">Another role, from a template</Link>: what may be mounted, which images, and how much
        memory is the role&apos;s.
      </p>
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
