import type { Settings } from "../config/settings.ts";
import { GnosisError } from "../kernel/errors.ts";
import { catalogue } from "../operations/index.ts";
import type { Terminal } from "../surfaces/cli/terminal.ts";
import { usualProfile, type Profile } from "../surfaces/mcp/profile.ts";
import { createLog } from "./log.ts";
import { startServer } from "./server.ts";
import { version } from "./version.ts";

/** Serves MCP on the pipes with the engine, policy and records that the settings name, without a port; until the client goes. */
export async function serveMcpAlone(
  settings: Settings,
  { role, profile }: { readonly role: string; readonly profile: Profile | undefined },
  terminal: Terminal,
): Promise<void> {
  const stop = new AbortController();
  let fatal: GnosisError | undefined;
  const starting = startServer({
    settings: { ...settings, sockets: [] },
    environment: { ...terminal.environment },
    log: createLog(settings),
    http: false,
    onFatal: (error) => {
      fatal = error;
      stop.abort();
    },
  });
  // The protocol's code, the largest part of the program, is read while the engine answers.
  const [server, { serveAlone }, { Continuations }, { Questions }] = await Promise.all([
    starting,
    import("../surfaces/mcp/stdio/alone.ts"),
    import("../surfaces/mcp/text/continuations.ts"),
    import("../surfaces/mcp/questions.ts"),
  ]);
  try {
    if (!server.hasRole(role)) {
      throw new GnosisError("INPUT_INVALID", `There is no role '${role}'.`, { where: "--role" });
    }
    const parts = {
      ...{ guard: server.guard, onRecord: server.onRecord, endpoints: server.endpoints, catalogue, version: version() },
      ...{ continuations: new Continuations(), questions: new Questions() },
    };
    const caller = { id: "stdio", name: "stdio", role, surface: "mcp" } as const;
    await serveAlone({
      parts,
      who: { caller, profile: profile ?? usualProfile },
      input: terminal.input,
      output: terminal.output,
      signal: AbortSignal.any([terminal.signal, stop.signal]),
    });
  } finally {
    await server.close();
  }
  if (fatal !== undefined) throw fatal;
}
