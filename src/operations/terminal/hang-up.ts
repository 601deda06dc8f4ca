import type { EngineClient } from "../../engine/client.ts";

/** The variable that every process of a terminal carries, so that all of them can be found at its end. */
export const terminalMark = "GNOSIS_TERMINAL";

/** Milliseconds that the clean-up may take. */
const patience = 10_000;

// The engine lets an exec go on when its connection ends: whoever closes a terminal expects what runs in it to end, as with any terminal.
const script = `
each() { for e in /proc/[0-9]*/environ; do
  if grep -qs "${terminalMark}=$2" "$e"; then p=\${e#/proc/}; kill "-$1" "\${p%/environ}" 2>/dev/null; fi
done; }
each HUP "$1"; sleep 1; each KILL "$1"`;

/** Ends what still runs in a terminal that was closed: hangs up first, as a terminal does, and kills what does not listen. */
export async function hangUp(
  engine: EngineClient,
  terminal: { readonly container: string; readonly execId: string; readonly mark: string; readonly user?: string },
): Promise<void> {
  const { container, execId, mark, user } = terminal;
  const options = { timeout: patience };
  const { Running } = await engine.json<{ Running: boolean }>("GET", `/exec/${execId}/json`, options);
  if (!Running) return;
  const { Id } = await engine.json<{ Id: string }>("POST", `/containers/${container}/exec`, {
    ...options,
    body: { Cmd: ["sh", "-c", script, "sh", mark], ...(user === undefined ? {} : { User: user }) },
  });
  await engine.json("POST", `/exec/${Id}/start`, { ...options, body: { Detach: true, Tty: false } });
}
