import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./root.mjs";

/** Runs a program in the foreground with signals passed on; gives its exit code (128 + signal when one ended it). */
export function run(command, args, env) {
  const child = spawn(command, args, { cwd: root, stdio: "inherit", env });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  // npm passes a signal on to its shell, and that shell ends without passing it on.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) forward("SIGTERM");
  }, 500).unref();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearInterval(watch);
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
