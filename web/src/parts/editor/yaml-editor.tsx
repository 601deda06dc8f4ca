import { autocompletion, completionKeymap, type CompletionSource } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";

/** One thing wrong with the text. */
export interface Problem {
  readonly line: number;
  readonly message: string;
}

const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
    { tag: tags.comment, color: "var(--quiet)" },
    { tag: [tags.string, tags.content], color: "var(--text)" },
    { tag: [tags.number, tags.bool, tags.keyword], color: "var(--warn)" },
    { tag: [tags.punctuation, tags.separator, tags.bracket], color: "var(--quiet)" },
  ]),
);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--front)", color: "var(--text)", height: "60vh", fontSize: "0.9rem" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', lineHeight: "1.5" },
  ".cm-gutters": { backgroundColor: "var(--back)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--chosen)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "light-dark(#b9d2ff, #3b5378)",
  },
  ".cm-tooltip": { backgroundColor: "var(--front)", color: "var(--text)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "inherit" },
  ".cm-tooltip .help": { padding: "0.4rem 0.6rem", maxWidth: "28rem" },
});

/** A YAML text in an editor: colours, completion and help by a schema, problems at their lines. `Tab` leaves it. */
export function YamlEditor({
  text,
  onText,
  problems,
  label,
  complete,
  hover,
  goTo,
}: {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly problems: readonly Problem[];
  /** What it is, for those who don't see it. */
  readonly label: string;
  readonly complete: CompletionSource;
  /** Help for what is under the pointer. */
  readonly hover: Extension;
  /** A line to go to, each time with a new object. */
  readonly goTo: { readonly line: number } | undefined;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const told = useRef(onText);
  const known = useRef(complete);
  useEffect(() => {
    told.current = onText;
    known.current = complete;
  });
  const start = useRef({ text, label, hover });

  useEffect(() => {
    if (place.current === null) return undefined;
    const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: start.current.text,
        extensions: [
          EditorView.cspNonce.of(nonce),
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          lintGutter(),
          yaml(),
          colours,
          look,
          start.current.hover,
          autocompletion({ override: [(context) => known.current(context)] }),
          // Tab is left to the page: it must lead out again.
          keymap.of([...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
          EditorView.contentAttributes.of({ "aria-label": start.current.label, spellcheck: "false" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) told.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    // Where its lines are cut off they are reached by the arrow keys as well.
    editor.scrollDOM.tabIndex = 0;
    view.current = editor;
    return () => {
      view.current = undefined;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined) return;
    const { doc } = editor.state;
    const found = problems.map(({ line, message }): Diagnostic => {
      const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
      return { from, to, message, severity: "error" };
    });
    editor.dispatch(setDiagnostics(editor.state, found));
  }, [problems]);
  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || goTo === undefined) return;
    const { from } = editor.state.doc.line(Math.min(Math.max(1, goTo.line), editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    editor.focus();
  }, [goTo]);
  return <div className="editor" ref={place} />;
}
