// Declares a prefix that is known here as soon as it is written or pasted.
import { EditorView } from "@codemirror/view";
import { vocabulary } from "./vocabulary.js";

const BESIDE = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^>\s]*>?/g;
const USED = /(?<![\w?$:-])([A-Za-z][\w-]*):/g;

export const declarePrefixes = EditorView.updateListener.of((update) => {
  if (update.transactions.some((one) => one.isUserEvent("input"))) declare(update.view);
});

async function declare(view) {
  const { prefixes } = await vocabulary();
  const text = view.state.doc.toString().replace(BESIDE, (found) => " ".repeat(found.length));
  const used = new Set([...text.matchAll(USED)].map((found) => found[1]));
  const missing = [...used].filter((name) => prefixes[name] && !new RegExp(`PREFIX\\s+${name}:`, "i").test(text));
  if (!missing.length) return;
  const insert = missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("");
  view.dispatch({ changes: { from: 0, insert } });
}
