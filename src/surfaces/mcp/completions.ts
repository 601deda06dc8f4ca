import type { CompleteRequest, CompleteResult } from "@modelcontextprotocol/server";
import type { ToolCall } from "./tool.ts";

/** The most values that one completion may give, by the protocol. */
const mostValues = 100;

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly project?: string | null;
}

/** Names and ids of containers, and names of projects, for template variables and prompt arguments. */
export async function complete(request: CompleteRequest["params"], call: ToolCall): Promise<CompleteResult> {
  const { name, value } = request.argument;
  const wanted = name === "id" || name === "container" ? "container" : name === "project" ? "project" : undefined;
  if (wanted === undefined || !call.can("container.list")) return { completion: { values: [] } };
  const { value: list } = await call.run<{ containers: readonly Listed[] }>("container.list", { all: true });
  const typed = value.toLowerCase();
  const all =
    wanted === "container"
      ? [
          ...list.containers.map((one) => one.name),
          ...(/^[0-9a-f]{2,}$/.test(typed) ? list.containers.map((one) => one.id) : []),
        ]
      : list.containers.flatMap((one) => (one.project === null || one.project === undefined ? [] : [one.project]));
  const unique = [...new Set(all)];
  const starts = unique.filter((one) => one.toLowerCase().startsWith(typed));
  const holds = unique.filter((one) => !starts.includes(one) && one.toLowerCase().includes(typed));
  const values = [...starts.toSorted(), ...holds.toSorted()];
  return {
    completion: { values: values.slice(0, mostValues), total: values.length, hasMore: values.length > mostValues },
  };
}
