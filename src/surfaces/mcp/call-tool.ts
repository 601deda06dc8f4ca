import type { CallToolResult, InputRequiredResult, ServerContext } from "@modelcontextprotocol/server";
import type { AnyOperation, Progress } from "../../catalogue/operation.ts";
import type { Caller } from "../../guard/caller/caller.ts";
import { GnosisError } from "../../kernel/errors.ts";
import { redactOutput } from "../../kernel/redact-output.ts";
import { askPerson, clientApproval } from "./approval.ts";
import { errorText } from "./errors.ts";
import { may } from "./list-tools.ts";
import type { McpParts, Peer } from "./parts.ts";
import { progressSender } from "./progress.ts";
import { readArguments } from "./read-arguments.ts";
import { atEndpoint } from "./resources.ts";
import { Fence } from "./text/fence.ts";
import type { Answer, Tool, ToolCall } from "./tool.ts";
import { answerContinue } from "./tools/continue.ts";

/** Calls a tool: every failure but a broken protocol is an answer that says what to do next. */
export async function callTool(
  parts: McpParts,
  peer: Peer,
  tool: Tool,
  given: unknown,
  context: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  try {
    const { input, tokens, reason, endpoint, approvalWait } = readArguments(
      tool,
      given,
      parts.endpoints?.(peer.caller),
    );
    if (tool === answerContinue) {
      return textResult(parts.continuations.next(peer.caller.id, String(input["cursor"]), tokens));
    }
    const approved = clientApproval(parts, tool, peer, context);
    const answer = await tool.call(toolCall(parts, peer, context, { reason, endpoint, approved, approvalWait }), input);
    return result(parts, peer.caller, endpoint === undefined ? answer : linkedAt(endpoint, answer), tokens);
  } catch (thrown) {
    const question = askPerson(parts, tool, thrown, peer, context);
    if (question !== undefined) return question;
    return { ...textResult(redactOutput(errorText(thrown, !tool.hints.readOnlyHint))), isError: true };
  }
}

/** What the tool works with: the guard, bound to this caller and this request. */
export function toolCall(
  parts: McpParts,
  peer: Peer,
  context: ServerContext,
  said: {
    readonly reason?: string | undefined;
    readonly endpoint?: string | undefined;
    readonly approvalWait?: number | undefined;
    readonly approved?: string | undefined;
  } = {},
): ToolCall {
  const { reason, endpoint, approved, approvalWait } = said;
  const { guard } = parts;
  const { caller } = peer;
  const { signal } = context.mcpReq;
  const progress = progressSender(context);
  const operationOf = (id: string): AnyOperation => {
    const operation = parts.catalogue.find(id);
    if (operation === undefined) throw new GnosisError("ROUTE_UNKNOWN", `This server has no operation ${id}.`);
    return operation;
  };
  const call = (id: string, input: unknown) => ({
    operation: operationOf(id),
    input,
    caller,
    signal,
    onProgress: (report: Progress) => progress(report),
    ...(reason === undefined ? {} : { reason }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(approvalWait === undefined ? {} : { approvalWait }),
    ...(approved === undefined ? {} : { clientApproved: approved }),
  });
  return {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the answer's type
    run: async <T>(id: string, input: Readonly<Record<string, unknown>>) => {
      const { value, record, age } = await guard.run(call(id, input));
      return { value: value as T, record, ...(age === undefined ? {} : { age }) };
    },
    can: (id) => may(parts, peer, id),
    progress,
    signal,
    ...(reason === undefined ? {} : { reason }),
    fence: new Fence(),
    callerId: caller.id,
  };
}

/** The answer with its link leading to the engine that was asked. */
const linkedAt = (endpoint: string, answer: Answer): Answer =>
  answer.link === undefined
    ? answer
    : { ...answer, link: { ...answer.link, uri: atEndpoint(answer.link.uri, endpoint) } };

function result(parts: McpParts, caller: Caller, answer: Answer, tokens: number): CallToolResult {
  const block =
    typeof answer.text === "string" ? { lines: answer.text.split("\n"), keep: "start" as const } : answer.text;
  const text = parts.continuations.answer(caller.id, block, tokens);
  const link = answer.link === undefined ? [] : [{ type: "resource_link" as const, ...answer.link }];
  return {
    content: [{ type: "text", text }, ...link],
    ...(answer.data === undefined ? {} : { structuredContent: { ...answer.data } }),
  };
}

function textResult(text: string): CallToolResult {
  return { content: [{ type: "text", text }] };
}
