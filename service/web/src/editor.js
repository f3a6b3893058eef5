// The SPARQL page with script: the text area becomes an editor; without script the plain form does the same work.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, linter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { complete } from "./complete.js";
import { format } from "./format.js";
import { check } from "./check.js";
import { Runner } from "./run.js";

const area = document.getElementById("query");
const form = area.form;
const runner = new Runner(form, document.getElementById("outcome"));

const colours = HighlightStyle.define([
  { tag: tags.keyword, class: "cm-word" },
  { tag: [tags.string, tags.special(tags.string)], class: "cm-text" },
  { tag: tags.comment, class: "cm-note" },
  { tag: [tags.variableName, tags.atom], class: "cm-name" },
]);

const run = () => {
  area.value = view.state.doc.toString();
  runner.run(area.value);
  return true;
};

const view = new EditorView({
  parent: area.parentElement,
  state: EditorState.create({
    doc: area.value,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightSelectionMatches(),
      StreamLanguage.define(sparql),
      syntaxHighlighting(colours),
      autocompletion({ override: [complete], maxRenderedOptions: 60 }),
      lintGutter(),
      linter(check, { delay: 500 }),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "Query", spellcheck: "false" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) area.value = update.state.doc.toString();
      }),
      keymap.of([
        { key: "Mod-Enter", run },
        { key: "Escape", run: () => (runner.isRunning ? (runner.stop(), true) : false) },
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...completionKeymap,
        ...lintKeymap,
      ]),
    ],
  }),
});
area.hidden = true;
document.querySelector("label[for=query]").addEventListener("click", () => view.focus());

form.addEventListener("submit", (event) => {
  if (event.submitter && (event.submitter.formAction !== form.action || event.submitter.dataset.plain)) return;
  event.preventDefault();
  run();
});
document.getElementById("stop").addEventListener("click", () => runner.stop());
const tidy = document.getElementById("tidy");
tidy.hidden = false;
tidy.addEventListener("click", () => {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: format(view.state.doc.toString()) } });
});
