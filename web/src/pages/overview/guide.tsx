import { Link } from "wouter";

/** What to do first, while nothing has happened yet. */
export function Guide() {
  return (
    <>
      <p>Nobody has changed anything yet. To begin:</p>
      <ol>
        <li>
          <Link href="/agents">Connect an agent</Link>: give it a token with a role.
        </li>
        <li>
          <Link href="/policy/edit">Choose a template</Link> for what it may do, and what it has to ask for.
        </li>
        <li>
          Stop a container under <Link href="/containers">Containers</Link>, and take it back with Undo.
        </li>
      </ol>
    </>
  );
}
