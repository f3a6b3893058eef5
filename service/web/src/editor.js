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
import { check } from "./check.js";
import { declarePrefixes } from "./prefix.js";
import { Runner } from "./run.js";
import { say } from "./text.js";

const AGAIN_MS = 2000;
const area = document.getElementById("query");
const form = area.form;
const runner = new Runner(form, document.getElementById("outcome"));

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--alert)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);
const look = EditorView.theme({
  "&": { background: "var(--raised)", border: "1px solid var(--line)", borderRadius: ".4rem", maxHeight: "32rem" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace', fontSize: ".88rem" },
  ".cm-content": { minHeight: "14rem", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--paper)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "var(--tint)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--accent) 30%, transparent)",
  },
  ".cm-tooltip, .cm-panels": { background: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip.cm-completionInfo": { maxWidth: "24rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent)", color: "var(--paper)" },
});
// Inside a shadow root the editor adopts its style sheets; in the page it would add style elements, which the
// content security policy forbids.
const host = area.parentElement.appendChild(document.createElement("div"));
const root = host.attachShadow({ mode: "open" });

const run = () => {
  area.value = view.state.doc.toString();
  runner.run(area.value);
  return true;
};

// Over a selection the browser would write text with the look of what it replaces, as inline style, which the content
// security policy forbids and says so aloud; so the editor writes it.
const writeOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (event.inputType !== "insertText" || !event.data || empty || view.composing) return false;
    event.preventDefault();
    const insert = () =>
      view.state.update({ ...view.state.replaceSelection(event.data), userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
    return true;
  },
});

const view = new EditorView({
  parent: root,
  root,
  state: EditorState.create({
    doc: area.value,
    extensions: [
      look,
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
      declarePrefixes,
      writeOverSelection,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": say("query"), spellcheck: "false" }),
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
const plain = document.getElementById("plain");
plain.hidden = true;
plain.querySelector("select").disabled = true;
// What the page shows of an answer already gets its tabs by asking once more, unless that was work.
const { ms } = form.dataset;
if (ms && Number(ms) < AGAIN_MS) run();
document.querySelector("label[for=query]").addEventListener("click", () => view.focus());

form.addEventListener("submit", (event) => {
  if (event.submitter && (event.submitter.formAction !== form.action || event.submitter.dataset.plain)) return;
  event.preventDefault();
  run();
});
document.getElementById("stop").addEventListener("click", () => runner.stop());
document.getElementById("tidy").addEventListener("click", async (event) => {
  event.preventDefault();
  const text = view.state.doc.toString();
  const answer = await fetch("/sparql/format", { method: "POST", body: text });
  if (!answer.ok) return runner.fail(await answer.json());
  const insert = await answer.text();
  if (insert.trim() !== text.trim()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } });
});
