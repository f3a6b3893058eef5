// Rows as a table: things by their labels, or by their IRIs where the reader prefers, which is remembered for the visit.
import { make } from "./run.js";
import { say } from "./text.js";

const SHOWN = 1000;
let wantsLabels = true;

export async function showTable({ head, results }) {
  const rows = results.bindings.slice(0, SHOWN);
  const iris = [...new Set(rows.flatMap((row) => Object.values(row)).filter((t) => t.type === "uri").map((t) => t.value))];
  const { labels, links } = await labelsOf(iris.slice(0, SHOWN));
  const body = make("tbody");
  const fill = (isNamed) =>
    body.replaceChildren(
      ...rows.map((row) => make("tr", {}, head.vars.map((name) => cell(row[name], isNamed ? labels : {}, links)))),
    );
  fill(wantsLabels);
  const toggle = make("input", { type: "checkbox" });
  toggle.checked = wantsLabels;
  toggle.addEventListener("change", () => fill((wantsLabels = toggle.checked)));
  const columns = make("tr", {}, head.vars.map((name) => make("th", { scope: "col" }, [name])));
  const more = results.bindings.length > rows.length ? [make("p", { class: "notice" }, [say("first-rows", { count: SHOWN })])] : [];
  return make("div", {}, [
    ...more,
    make("label", {}, [toggle, ` ${say("with-labels")}`]),
    make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("result") }, [
      make("table", {}, [make("thead", {}, [columns]), body]),
    ]),
  ]);
}

async function labelsOf(iris) {
  if (!iris.length) return { labels: {}, links: {} };
  const answer = await fetch("/sparql/labels", { method: "POST", body: iris.join("\n") });
  return answer.ok ? answer.json() : { labels: {}, links: {} };
}

function cell(term, labels, links) {
  if (!term) return make("td");
  if (term.type !== "uri") return make("td", term["xml:lang"] ? { lang: term["xml:lang"] } : {}, [term.value]);
  const shown = labels[term.value] ?? term.value;
  const href = links[term.value] ?? (/^https?:\/\//.test(term.value) ? term.value : undefined);
  return make("td", {}, [href ? make("a", { href, title: term.value }, [shown]) : shown]);
}
