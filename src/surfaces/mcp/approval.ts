import {
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { GnosisError } from "../../kernel/errors.ts";
import { approvalOf } from "./errors.ts";
import type { Peer } from "./parts.ts";
import type { Tool } from "./tool.ts";

const key = "approval";

/**
 * The protocol's own question for a call that a person has to approve, where the client can show one. Its answer allows nothing by
 * itself: the call is made again, and the policy decides anew. Nothing when the failure is another, when the client can't ask, or
 * when the person has been asked already.
 */
export function askPerson(
  tool: Tool,
  thrown: unknown,
  peer: Peer,
  context: ServerContext,
): InputRequiredResult | undefined {
  if (!(thrown instanceof GnosisError) || thrown.code !== "APPROVAL_REQUIRED") return undefined;
  if (!canAsk(peer)) return undefined;
  if (inputResponse(context.mcpReq.inputResponses, key).kind !== "missing") return undefined;
  const id = approvalOf(thrown);
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

/** Whether the client has said that it can show a form; one that names no mode can. */
function canAsk({ capabilities }: Peer): boolean {
  const elicitation = capabilities()?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}
