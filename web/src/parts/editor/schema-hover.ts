import { hoverTooltip } from "@codemirror/view";
import type { EditorState } from "@codemirror/state";
import { placeOf, type Schema, schemasAt } from "./schema-help.ts";

/** The place of a position in the text. */
export const placeIn = (state: EditorState, at: number) => {
  const line = state.doc.lineAt(at);
  return { line, ...placeOf(state.doc.toString().split("\n"), line.number - 1) };
};

/** Help for editors: what the key under the pointer means by a schema. */
export const schemaHover = (schema: Schema) =>
  hoverTooltip((view, at) => {
    const { line, path, own } = placeIn(view.state, at);
    if (own === undefined) return null;
    const says = schemasAt(schema, [...path, own]).find(({ description }) => description !== undefined)?.description;
    const start = line.from + line.text.indexOf(own);
    if (says === undefined || at < start || at > start + own.length) return null;
    return {
      pos: start,
      end: start + own.length,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "help";
        dom.textContent = says;
        return { dom };
      },
    };
  });
