import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Where programs are looked for: root's directories too, which a plain PATH may lack. */
export const searchPath = `${process.env["PATH"] ?? ""}:/usr/local/sbin:/usr/sbin:/sbin`;

/** The path of an installed program, or undefined. */
export function which(name: string): string | undefined {
  return searchPath
    .split(":")
    .filter(Boolean)
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What may be said of a program's run. */
export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
}

/** Runs a program to its end and gives what it printed; fails with the end of its output when its exit code is not 0. */
export function program(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, PATH: searchPath, ...options.env },
      ...(options.cwd !== undefined && { cwd: options.cwd }),
    });
    let output = "";
    let shown = "";
    child.stdout.on("data", (part) => ((output += part), (shown = (shown + part).slice(-4000))));
    child.stderr.on("data", (part) => (shown = (shown + part).slice(-4000)));
    child.once("error", reject);
    child.once("close", (code, signal) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? `code ${code}`}:\n${shown.trim()}`)),
    );
    child.stdin.on("error", () => undefined).end(options.input ?? "");
  });
}
