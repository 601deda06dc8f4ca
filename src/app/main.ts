#!/usr/bin/env node
import process from "node:process";
import { useCompileCache } from "./compile-cache.ts";
import { isTooOld, runOnNewerNode } from "./newer-node.ts";

if (isTooOld()) process.exit(await runOnNewerNode(process.argv.slice(1)));

useCompileCache();
const { dispatch } = await import("./dispatch.ts");

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    stop.abort(signal);
    // The second one ends the program at once, by the default that stands again.
  });

// A reader that has seen enough (| head) closes the pipe: write() says so to whoever writes, and that is no crash.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

process.exitCode = await dispatch(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  environment: process.env,
  signal: stop.signal,
});
