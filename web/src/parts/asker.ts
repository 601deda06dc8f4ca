import type { RecordRow } from "../pages/shapes.ts";

const agentClients = /mcp|claude|cursor|copilot|codex|agent/i;

/** Kinds of who asks. */
export type Asker = "agent" | "person" | "program" | "server";

/** Who asked: an agent, a person at the dashboard or the command line, another program, or the server itself. */
export function askerOf(caller: RecordRow["caller"]): Asker {
  if (caller === undefined) return "server";
  if (caller.surface === "mcp" || agentClients.test(caller.client ?? "")) return "agent";
  return caller.surface === "dashboard" || caller.surface === "cli" ? "person" : "program";
}
