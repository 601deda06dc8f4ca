import { spawn } from "node:child_process";
import type { Send } from "./send.ts";

/** Runs a program for each notice, with the notice as JSON on its standard input; no shell, and nothing of the server's environment but PATH. */
export function commandSender(command: readonly string[]): Send {
  const [program = "", ...given] = command;
  return (notice, signal) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, given, {
        stdio: ["pipe", "ignore", "ignore"],
        env: { PATH: process.env["PATH"], GNOSIS_EVENT: notice.event },
        signal,
      });
      child.once("error", reject);
      child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`it ended with code ${code}`))));
      // A program that does not read what it is given has its reasons.
      child.stdin.on("error", () => undefined);
      child.stdin.end(`${JSON.stringify(notice)}\n`);
    });
}
