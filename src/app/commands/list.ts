import type { Command } from "./command.ts";

/** A command as the help knows it; its module is loaded only when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Words that can follow the name, for completion. */
  readonly words?: readonly string[];
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
    name: "socket",
    summary: "Open one guarded Docker socket for a role, without the rest of the server.",
    load: () => import("./socket.ts"),
  },
  {
    name: "doctor",
    summary: "Look for what keeps the server from working or from being safe, and say how to repair it.",
    load: () => import("./doctor.ts"),
  },
  {
    name: "health",
    summary: "Ask a server on this machine whether it is alive; the exit code is the answer.",
    load: () => import("./health.ts"),
  },
  {
    name: "config",
    summary: "Print every setting with its value and where it comes from.",
    words: ["print"],
    load: () => import("./config.ts"),
  },
  {
    name: "policy",
    summary: "Check, explain, test and try policies.",
    words: ["check", "explain", "test", "what-if", "template"],
    load: () => import("./policy.ts"),
  },
  {
    name: "mcp",
    summary: "Speak MCP on standard input and output, for clients that start a program.",
    words: ["config"],
    load: () => import("./mcp.ts"),
  },
  {
    name: "endpoint",
    summary: "Add, remove, list and check the engines that the server reaches.",
    words: ["add", "contexts", "remove"],
    load: () => import("./endpoint.ts"),
  },
  {
    name: "login",
    summary: "Keep a token for later calls, once the server has taken it.",
    load: () => import("./login.ts"),
  },
  {
    name: "completion",
    summary: "Print the completion script for bash, zsh or fish.",
    words: ["bash", "zsh", "fish"],
    load: () => import("./completion.ts"),
  },
];
