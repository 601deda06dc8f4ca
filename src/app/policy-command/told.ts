import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadPolicy, loadPolicyFile, type LoadedPolicy, type LoadOptions } from "../../guard/policy/load-policy.ts";
import type { Terminal } from "../../surfaces/cli/terminal.ts";
import { CommandError } from "../../surfaces/cli/failure.ts";
import type { Command } from "../commands/command.ts";
import { connectTo, readLogin } from "../connect.ts";
import { policyWords } from "../policy-vocabulary.ts";

/** What the settings and the command line say. */
export type Loaded = Parameters<Command["run"]>[0];

/** One verb of the command: what it prints for people, what it answers as JSON, and the exit code. */
export interface Told {
  readonly lines: readonly string[];
  readonly json: unknown;
  readonly code: number;
}

/** What policies are loaded with, as the server does it. */
export const loading = ({ settings }: Loaded): LoadOptions => ({
  operations: policyWords,
  defaults: { mountRoots: settings.mountRoots },
});

/** A flag of the command's own that takes a value. */
export function flag({ own }: Loaded, name: string): string | undefined {
  const value = own.get(name);
  return typeof value === "string" ? value : undefined;
}

/** The policy that counts without a server: the named file, else the one that a server would take, else the built-in roles. */
export function policyWithoutServer(loaded: Loaded): { readonly policy: LoadedPolicy; readonly from: string } {
  const { policyFile, dataDir } = loaded.settings;
  const usual = join(dataDir, "policy.yaml");
  const file = flag(loaded, "policy") ?? policyFile ?? (existsSync(usual) ? usual : undefined);
  return file === undefined
    ? { policy: loadPolicy(undefined, loading(loaded)), from: "the built-in roles" }
    : { policy: loadPolicyFile(file, loading(loaded)), from: file };
}

/** Whether the command line asks to leave a running server alone. */
const offline = ({ own, origins }: Loaded): boolean => own.get("offline") === true || origins.dataDir.from === "flag";

/** What the server answered, or why none was asked. */
type Answered = { readonly answer: Readonly<Record<string, unknown>> } | { readonly without: string };

/**
 * Asks the running server, unless it is to be left alone or none runs. One at an address that somebody gave has to answer where
 * `mustAnswer` says so: what lies in the data directory here is not its.
 */
export async function askServer(
  path: string,
  json: unknown,
  loaded: Loaded,
  terminal: Terminal,
  mustAnswer = false,
): Promise<Answered> {
  if (offline(loaded)) return { without: "No server was asked." };
  const { settings, origins } = loaded;
  const server = connectTo(settings.dockerUrl, settings.dockerToken ?? readLogin(terminal.environment));
  try {
    return {
      answer: (await server.json({ method: "POST", path, json, signal: terminal.signal })) as Record<string, unknown>,
    };
  } catch (error) {
    if (!(error instanceof CommandError) || error.failure.code !== "SERVER_UNREACHABLE") throw error;
    if (mustAnswer && origins.dockerUrl.from !== "default") throw error;
    return { without: `No server answers at ${settings.dockerUrl}.` };
  }
}
