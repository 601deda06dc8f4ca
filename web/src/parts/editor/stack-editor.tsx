import { stackCompletion, stackHover } from "./stack-help.ts";
import { YamlEditor, type Problem } from "./yaml-editor.tsx";

/** A stack's document in an editor. */
export function StackEditor(of: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly problems: readonly Problem[];
  readonly goTo: { readonly line: number } | undefined;
}) {
  return <YamlEditor {...of} label="Compose file" complete={stackCompletion} hover={stackHover} />;
}
