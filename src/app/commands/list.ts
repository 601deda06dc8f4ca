import type { Command } from "./command.ts";

/** A command as the help knows it; its module is loaded only when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** The commands beside the operations, in the help's order. */
export const commandList: readonly CommandEntry[] = [
  {
    name: "serve",
    summary: "Run the server.",
    load: () => import("./serve.ts"),
  },
  {
    name: "health",
    summary: "Ask a server on this machine whether it is alive; the exit code is the answer.",
    load: () => import("./health.ts"),
  },
  {
    name: "config",
    summary: "Print every setting with its value and where it comes from.",
    load: () => import("./config.ts"),
  },
];
