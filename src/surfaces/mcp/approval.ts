import {
  acceptedContent,
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { GnosisError } from "../../kernel/errors.ts";
import { approvalOf, clientEffects } from "./errors.ts";
import type { McpParts, Peer } from "./parts.ts";
import type { Tool } from "./tool.ts";

const key = "approval";

/**
 * The protocol's own question for a call that a person has to approve, where the client can show one. Its answer allows nothing by
 * itself, except where the rule lets the client answer: the call is made again, and the policy decides anew. Nothing when the
 * failure is another, when the client can't ask, or when the person has been asked already.
 */
export function askPerson(
  parts: McpParts,
  tool: Tool,
  thrown: unknown,
  peer: Peer,
  context: ServerContext,
): InputRequiredResult | undefined {
  if (!(thrown instanceof GnosisError) || thrown.code !== "APPROVAL_REQUIRED") return undefined;
  if (!canAsk(peer)) return undefined;
  if (inputResponse(context.mcpReq.inputResponses, key).kind !== "missing") return undefined;
  const id = approvalOf(thrown);
  const effects = clientEffects(thrown);
  if (id !== undefined && effects !== undefined) return askClient(parts, tool, thrown, peer, { id, effects });
  const message = [
    `${tool.name} needs a person's approval: ${thrown.message}`,
    ...(thrown.detail.rule === undefined ? [] : [`Rule: ${thrown.detail.rule}.`]),
    id === undefined
      ? "Approve it in the dashboard or with the CLI, then confirm here to go on."
      : `Decide on ${id} in the dashboard, or with 'gnosis-docker approval approve ${id}' and a token of your own; then confirm here to go on.`,
  ].join("\n");
  const requestedSchema = {
    type: "object" as const,
    properties: { approved: { type: "boolean" as const, title: "I have approved it", default: false } },
    required: ["approved"],
  };
  return inputRequired({ inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema }) } });
}

/** The question whose yes is an approval: it says what would happen, and only its own answer counts, once. */
function askClient(
  { questions }: McpParts,
  tool: Tool,
  thrown: GnosisError,
  { caller }: Peer,
  { id, effects }: { readonly id: string; readonly effects: readonly string[] },
): InputRequiredResult {
  const message = [
    `${tool.name} needs your approval: ${thrown.message}`,
    ...effects.slice(0, 12).map((effect) => `- ${effect}`),
    ...(thrown.detail.rule === undefined ? [] : [`Rule: ${thrown.detail.rule}.`]),
    `A yes approves this one call (${id}) and is recorded as given here.`,
  ].join("\n");
  const requestedSchema = {
    type: "object" as const,
    properties: { approved: { type: "boolean" as const, title: "I approve this call", default: false } },
    required: ["approved"],
  };
  return inputRequired({
    inputRequests: { [key]: inputRequired.elicit({ message, requestedSchema }) },
    requestState: questions.put(caller.id, tool.name, id),
  });
}

/** The approval that the client's person has said yes to, when this server has asked; the guard says whether that counts. */
export function clientApproval(
  { questions }: McpParts,
  tool: Tool,
  peer: Peer,
  context: ServerContext,
): string | undefined {
  const asked = questions.take(peer.caller.id, tool.name, context.mcpReq.requestState());
  if (asked === undefined || !canAsk(peer)) return undefined;
  const answer = acceptedContent<{ approved?: unknown }>(context.mcpReq.inputResponses, key);
  return answer?.approved === true ? asked : undefined;
}

/** Whether the client has said that it can show a form; one that names no mode can. */
function canAsk({ capabilities }: Peer): boolean {
  const elicitation = capabilities()?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}
