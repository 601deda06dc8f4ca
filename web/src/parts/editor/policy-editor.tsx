import type { OperationNote } from "../../connection/operations.ts";
import { policyCompletion, policyHover } from "./policy-help.ts";
import { YamlEditor, type Problem } from "./yaml-editor.tsx";

/** The policy's text in an editor. */
export function PolicyEditor({
  operations,
  ...of
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly problems: readonly Problem[];
  readonly operations: readonly OperationNote[];
  readonly goTo: { readonly line: number } | undefined;
}) {
  return <YamlEditor {...of} label="Policy as YAML" complete={policyCompletion(operations)} hover={policyHover} />;
}
