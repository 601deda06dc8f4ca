import { useState, type FormEvent } from "react";
import { signIn } from "../connection/sign-in.ts";

/** Asks for a token. Password managers and pasting work as in any form. */
export function SignIn({ problem }: { readonly problem?: string }) {
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState(problem);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const failure = await signIn({ token: token.trim() });
    setBusy(false);
    if (failure === undefined) location.reload();
    else setWrong(failure);
  };
  return (
    <main className="sign-in">
      <h1>Gnosis Docker</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label htmlFor="token">Token</label>
        <input
          id="token"
          name="password"
          type="password"
          autoComplete="current-password"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          aria-describedby="token-help"
          required
        />
        <p id="token-help" className="quiet">
          The first start of the server prints the admin token and a link. An admin makes others with{" "}
          <code>gnosis-docker token create</code>.
        </p>
        {wrong === undefined ? null : <p role="alert">{wrong}</p>}
        <button type="submit" className="primary" disabled={busy}>
          Sign in
        </button>
      </form>
    </main>
  );
}
