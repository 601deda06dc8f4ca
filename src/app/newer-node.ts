import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** The first major version of Node that has all the program needs: `node:sqlite` and the newer built-ins. */
const wanted = 24;

/** Whether this Node is too old for the program itself, as it may be on a machine where only `npm start` brings a newer one along. */
export const isTooOld = (version: string = process.versions.node): boolean => Number.parseInt(version, 10) < wanted;

/** The Node that `npm start` installs beside the built program. */
const installed = (): string =>
  join(import.meta.dirname, "..", "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** Runs the program anew on the Node installed beside it, and gives its exit code; without one, says what is missing. */
export async function runOnNewerNode(argv: readonly string[], node: string = installed()): Promise<number> {
  if (!existsSync(node)) {
    process.stderr.write(
      `Gnosis Docker needs Node ${wanted} or newer; this is ${process.version}.\n` +
        `  next:  Run 'npm start' once in the program's directory, which installs one, or use a newer Node.\n`,
    );
    return 1;
  }
  const child = spawn(node, argv, { stdio: "inherit" });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGTERM", pass).on("SIGHUP", pass);
  // A terminal sends this one to the child as well; twice would end it at once.
  process.on("SIGINT", () => {});
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
  });
}
