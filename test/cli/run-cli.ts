import { spawn } from "node:child_process";
import { join } from "node:path";
import type { TestServer } from "../support/server.ts";

const root = join(import.meta.dirname, "../..");

/** The program as a shell command. */
export const program = [process.execPath, join(root, "src/app/main.ts")] as const;

/** What a run of the program left. */
export interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** How the program is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

/** The environment without settings of whoever runs the tests, without colours, and with a home of nobody. */
export function cleanEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const own = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^(GNOSIS_|XDG_|DOCKER_HOST|HOME$)/.test(name),
  ) as [string, string][];
  return { ...Object.fromEntries(own), HOME: "/nonexistent", ...env };
}

/** Runs the program and waits for its end. */
export function runCli(argv: readonly string[], { env, input }: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program[0], [program[1], ...argv], { env: cleanEnvironment(env) });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => (output += part));
    child.stderr.setEncoding("utf8").on("data", (part: string) => (errors += part));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output, errors }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** Runs the program against a test server, with its admin token unless another is given. */
export const cliFor =
  (server: TestServer, token = server.token) =>
  (argv: readonly string[], options: RunOptions = {}): Promise<Ran> =>
    runCli(argv, { ...options, env: { GNOSIS_DOCKER_URL: server.url, GNOSIS_DOCKER_TOKEN: token, ...options.env } });
