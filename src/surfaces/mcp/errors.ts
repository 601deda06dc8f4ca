import { errorTable, type ErrorCode } from "../../kernel/error-table.ts";
import { asGnosisError, type GnosisError } from "../../kernel/errors.ts";
import { findings, lastLines, problemLines, stepLines } from "./error-details.ts";
import { cut } from "./text/units.ts";

/** Next steps in terms of tools, where the table's own speak of other surfaces. */
const nextSteps: Partial<Record<ErrorCode, string>> = {
  CONTAINER_NOT_FOUND: "See container_list with all=true.",
  IMAGE_NOT_FOUND: "See object_list kind=image, or get it with image_pull.",
  VOLUME_NOT_FOUND: "See object_list kind=volume.",
  NETWORK_NOT_FOUND: "See object_list kind=network.",
  ENGINE_TIMEOUT: "The engine is slow or stuck; call again in a while.",
  RECORD_NOT_FOUND: "See record_list.",
  INPUT_INVALID: "Correct the named field and call again.",
  FIELD_UNKNOWN: "Remove the field or correct its spelling.",
  ENGINE_UNREACHABLE: "The Docker Engine does not answer; a person has to start it.",
  FORBIDDEN: "Don't try another way round; tell the person which rule decided and what would allow it.",
  CONTAINMENT_DENIED: "Leave out the named settings, or tell the person that they need a role that allows them.",
  PROTECTED: "Leave this object alone.",
  STACK_NOT_FOUND: "See stack_use action=list.",
  STACK_VERSION_NOT_FOUND: "See stack_use action=history.",
  STACK_INVALID: "Correct the named lines; action=check tries the document without keeping it.",
};

/** What a failed call says: code, what happened, closest names, the rule, and what to do next. */
export function errorText(thrown: unknown, change: boolean): string {
  const error = asGnosisError(thrown);
  const { where, closest, rule, extra } = error.detail;
  const lines = [`${error.code}: ${cut(error.message, 600)}`];
  if (where !== undefined) lines.push(`where: ${where}`);
  if (closest !== undefined && closest.length > 0) lines.push(`closest: ${closest.join(", ")}`);
  if (rule !== undefined) lines.push(`rule: ${rule}`);
  for (const finding of findings(extra)) lines.push(`- ${cut(finding, 200)}`);
  lines.push(...problemLines(error), ...stepLines(extra), ...lastLines(extra));
  const instead = error.code === "APPROVAL_EDITED" ? extra?.["instead"] : undefined;
  if (instead !== undefined) lines.push(insteadText(instead as Instead));
  const approval = approvalOf(error);
  if (approval !== undefined) {
    const then = isMadeByServer(error)
      ? "the server makes it once it is approved"
      : "then make the very same call again";
    lines.push(`next: approval_wait approval=${approval} (or tell the person), ${then}.`);
    return lines.join("\n");
  }
  if (error.code === "ENGINE_TIMEOUT" && change) {
    lines.push("next: It may have happened. Look with container_inspect or event_list before calling again.");
  } else {
    const own = error.detail.next;
    const step = own === undefined || /\/api\//.test(own) ? (nextSteps[error.code] ?? own) : own;
    lines.push(`next: ${inTools(step ?? errorTable[error.code].next)}`);
  }
  return lines.join("\n");
}

/** The call that a person has approved in place of another. */
export interface Instead {
  readonly operation: string;
  readonly input: unknown;
}

/** That call on one line; secrets in it are masked. */
export const insteadText = ({ operation, input }: Instead): string =>
  `instead: ${operation} ${cut(JSON.stringify(input), 600)}`;

/** Whether the rule has the server make the call itself, so that it must not be made again. */
const isMadeByServer = ({ detail }: GnosisError): boolean =>
  (detail.extra?.["approval"] as { readonly onApproval?: unknown } | undefined)?.onApproval === "run";

/** The id of the approval that a call waits for. */
export function approvalOf(error: GnosisError): string | undefined {
  const approval = error.detail.extra?.["approval"] as { readonly id?: unknown; readonly state?: unknown } | undefined;
  return error.code === "APPROVAL_REQUIRED" && typeof approval?.id === "string" ? approval.id : undefined;
}

/** What would happen, of a call whose approval may be given in the client itself; nothing for others. */
export function clientEffects(error: GnosisError): readonly string[] | undefined {
  const approval = error.detail.extra?.["approval"] as { readonly answer?: unknown; readonly effects?: unknown };
  if (error.code !== "APPROVAL_REQUIRED" || approval?.answer !== "client") return undefined;
  return Array.isArray(approval.effects) ? approval.effects.map(String) : [];
}

/** A step that says `stack.plan` in the words of the tool that makes that call. */
const inTools = (step: string): string => step.replaceAll(/\bstack\.([a-z]+)\b/gu, "stack_use action=$1");
