import type { Tool as WireTool } from "@modelcontextprotocol/server";
import { includes } from "./profile.ts";
import type { McpParts, Peer } from "./parts.ts";
import { inputSchema } from "./schema.ts";
import type { Tool } from "./tool.ts";
import { toolTable } from "./tools/table.ts";
import { answerContinue } from "./tools/continue.ts";

/** Whether the operation exists and the caller could ever be allowed it. */
export function may({ guard, catalogue }: McpParts, { caller }: Peer, id: string): boolean {
  const operation = catalogue.find(id);
  return operation !== undefined && guard.mayEver(caller, operation);
}

/** The tools that the peer can use, always in the same order. */
export function toolsFor(parts: McpParts, peer: Peer): Tool[] {
  const listed = toolTable.filter(
    (tool) => includes(peer.profile, tool.profile) && tool.operations.some((id) => may(parts, peer, id)),
  );
  return listed.length === 0 ? [] : [...listed, answerContinue];
}

const wire = new WeakMap<Tool, WireTool>();

/** A tool as the protocol writes it. */
export function wireTool(tool: Tool): WireTool {
  const known = wire.get(tool);
  if (known !== undefined) return known;
  const made: WireTool = {
    name: tool.name,
    description: tool.description,
    inputSchema: inputSchema(tool) as WireTool["inputSchema"],
    annotations: { ...tool.hints },
  };
  wire.set(tool, made);
  return made;
}
