#!/usr/bin/env node
import process from "node:process";
import { dispatch } from "./dispatch.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    stop.abort(signal);
    // The second one ends the program at once, by the default that stands again.
  });

process.exitCode = await dispatch(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  environment: process.env,
  signal: stop.signal,
});
