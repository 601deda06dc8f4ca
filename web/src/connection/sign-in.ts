import { keepPageKey, pageHeaders } from "./page-key.ts";
import { persistently } from "./persistently.ts";

/** Who is signed in. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly version: string;
}

/** Asks the server who is signed in. */
export async function fetchMe(): Promise<Me | undefined> {
  const answer = await persistently(() => fetch("/ui/me", { headers: pageHeaders() }));
  return answer.ok ? ((await answer.json()) as Me) : undefined;
}

/** Signs in with a token or with the code of a one-time link; gives what was wrong, or nothing. */
export async function signIn(with_: { token: string } | { code: string }): Promise<string | undefined> {
  const answer = await persistently(() =>
    fetch("/ui/sign-in", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(with_),
    }),
  ).catch(() => undefined);
  if (answer === undefined) return "The server can't be reached. Is it running, and is this its address?";
  if (answer.ok) {
    keepPageKey(((await answer.json()) as { page: string }).page);
    return undefined;
  }
  const problem = (await answer.json()) as { detail?: string; next?: string };
  return `${problem.detail ?? "Signing in failed."} ${problem.next ?? ""}`;
}
