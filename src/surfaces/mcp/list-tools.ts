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

/** Forms of one tool that are kept, one for each set of engines. */
const mostKept = 32;

const wire = new WeakMap<Tool, Map<string, WireTool>>();

/** A tool as the protocol writes it; where there are several engines it takes the name of one. */
export function wireTool(tool: Tool, endpoints: readonly string[] = []): WireTool {
  const made = wire.get(tool) ?? new Map<string, WireTool>();
  wire.set(tool, made);
  const key = endpoints.length > 1 ? endpoints.join("/") : "";
  const known = made.get(key);
  if (known !== undefined) return known;
  const fresh: WireTool = {
    name: tool.name,
    description: tool.description,
    inputSchema: inputSchema(tool, endpoints) as WireTool["inputSchema"],
    annotations: { ...tool.hints },
  };
  // Names of engines come and go with sandboxes.
  if (made.size >= mostKept) made.clear();
  made.set(key, fresh);
  return fresh;
}
