// Completion: properties of the subject's class with how wanted and how filled they are, classes, prefixes, variables.
import { say } from "./text.js";
import { vocabulary } from "./vocabulary.js";

const WORD = /[?$]?[\w-]*:?[\w-]*$/;
const WORDS = `ASK BIND CONSTRUCT COUNT DESCRIBE DISTINCT FILTER GRAPH GROUP BY HAVING LIMIT MINUS NOT EXISTS OFFSET
OPTIONAL ORDER BY PREFIX SELECT UNION VALUES WHERE`.split(/\s+/);
const RANK = { required: 20, recommended: 10, optional: 0 };

export async function complete(context) {
  const word = context.matchBefore(WORD);
  const before = context.state.sliceDoc(0, word.from);
  if (!context.explicit && word.from === word.to && !/[;.{]\s*$|\sa\s+$/.test(before)) return null;
  const known = await vocabulary();
  const text = context.state.doc.toString();
  const place = placeOf(before);
  let options;
  if (/^[?$]/.test(word.text)) options = variables(text, word.text);
  else if (place.verb === "a") options = classes(known);
  else if (place.isVerb) options = properties(known, classOf(known, text, place));
  else options = [...prefixes(known), ...variables(text, ""), ...WORDS.map((label) => ({ label, type: "keyword" }))];
  return { from: word.from, options, validFor: /^[?$]?[\w:-]*$/ };
}

const CALLS = /\b(?:FILTER|BIND|HAVING)\s*(?:NOT\s+EXISTS|EXISTS|[\w:]*)\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/gi;
const SUBJECT = /^(?:[?$]\w+|<x>|[\w-]*:[\w.-]*|\[|\])$/;

// The subject and, where one stands already, the verb of the statement that ends at the cursor.
function placeOf(before) {
  const plain = before
    .replace(/#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^>\s]*>/g, (found) => (found[0] === "<" ? "<x>" : " "))
    .replace(CALLS, " . ");
  const statement = plain.slice(Math.max(...["{", "}", ". ", ".\n"].map((sign) => plain.lastIndexOf(sign))) + 1);
  const subject = statement.trim().split(/\s+/)[0] ?? "";
  if (!SUBJECT.test(subject)) return { subject: "", isVerb: false };
  const last = statement.slice(statement.lastIndexOf(";") + 1).trim().split(/\s+/).filter(Boolean);
  const words = statement.includes(";") ? last : last.slice(1);
  const step = /([\w-]*:[\w.-]+)[*+?]?\/$/.exec(words.at(-1) ?? "");
  if (words.length === 1 && step) return { subject, isVerb: true, step: step[1] };
  return { subject, isVerb: words.length === 0, verb: words.length === 1 ? words[0] : undefined };
}

// The class of a subject as the query says it, else the one that the property it is the value of points to.
function classOf(known, text, { subject, step }) {
  if (step) return known.classes[known.properties[step]?.to?.[0]];
  const name = subject.replace(/[^\w:-]/g, "\\$&").replace(/^\\[?$]/, "[?$]");
  const typed = new RegExp(`${name}\\s+(?:[^.{}]*;\\s*)?(?:a|rdf:type)\\s+([\\w-]+:[\\w-]+)`).exec(text);
  if (typed) return known.classes[typed[1]];
  const pointed = new RegExp(`([\\w-]+:[\\w-]+)\\s+${name}(?![\\w-])`).exec(text);
  return pointed ? known.classes[known.properties[pointed[1]]?.to?.[0]] : undefined;
}

function properties(known, found) {
  const names = found ? found.properties : Object.keys(known.properties).map((name) => [name, "", null]);
  return [{ label: "a", detail: say("class"), type: "keyword" }].concat(
    names.map(([name, level, filled]) => {
      const { label, help } = known.properties[name];
      const share = filled !== null && found?.count ? say("filled", { percent: Math.floor((100 * filled) / found.count) }) : "";
      return {
        label: name,
        detail: [level && say("level", { level }), share].filter(Boolean).join(" "),
        info: `${label}. ${help}`,
        type: "property",
        boost: (RANK[level] ?? 0) + (found?.count && filled ? Math.round((20 * filled) / found.count) : 0),
        apply: withPrefix(known, name),
      };
    }),
  );
}

function classes(known) {
  return Object.entries(known.classes).map(([name, { label, help, count }]) => ({
    label: name,
    detail: String(count),
    info: `${label}. ${help}`,
    type: "class",
    boost: count ? 10 : 0,
    apply: withPrefix(known, name),
  }));
}

function prefixes(known) {
  return Object.entries(known.prefixes).map(([name, space]) => ({
    label: `${name}:`,
    detail: space,
    type: "namespace",
    apply: withPrefix(known, `${name}:`),
  }));
}

function variables(text, own) {
  const names = new Set(text.match(/[?$]\w+/g) ?? []);
  names.delete(own);
  return [...names].map((label) => ({ label, type: "variable" }));
}

// Puts a name in and, where its prefix is not declared yet, the declaration at the top.
function withPrefix(known, name) {
  return (view, completion, from, to) => {
    const [prefix] = name.split(":");
    const declared = new RegExp(`PREFIX\\s+${prefix}:`, "i").test(view.state.doc.toString());
    const changes = [{ from, to, insert: name }];
    const line = `PREFIX ${prefix}: <${known.prefixes[prefix]}>\n`;
    if (!declared && known.prefixes[prefix]) changes.unshift({ from: 0, insert: line });
    const shift = changes.length > 1 ? line.length : 0;
    view.dispatch({ changes, selection: { anchor: from + name.length + shift } });
  };
}
