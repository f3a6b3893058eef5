// Runs a query, shows the time while it runs, stops it, and shows what came back in tabs.
import { showFigure } from "./figure.js";
import { showPivot } from "./pivot.js";
import { showTable } from "./table.js";
import { say } from "./text.js";

const ROWS = "application/sparql-results+json";
const ACCEPT = `${ROWS}, text/turtle;q=0.9`;
const SHOWN_TEXT = 200_000;
const READ_BYTES = 8 * 1024 * 1024;
const TIES = ["network from=from to=to label=label", "tree from=from to=to label=label"];

export class Runner {
  constructor(form, outcome) {
    this.outcome = outcome;
    this.now = form.dataset;
    this.asOf = form.elements["as-of"]?.value;
    this.status = document.getElementById("run-status");
    this.stopButton = document.getElementById("stop");
  }

  get isRunning() {
    return this.running !== undefined;
  }

  // An address with its parameters and the past state that the page is about.
  address(path, parameters = {}) {
    const given = new URLSearchParams({ ...parameters, ...(this.asOf && { "as-of": this.asOf }) }).toString();
    return given ? `${path}?${given}` : path;
  }

  stop() {
    if (!this.isRunning) return;
    if (this.id) fetch(`/queries/${this.id}`, { method: "DELETE" });
    this.running?.abort();
  }

  async run(query) {
    this.stop();
    const running = (this.running = new AbortController());
    this.id = undefined;
    this.stopButton.hidden = false;
    const began = performance.now();
    const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
    const clock = setInterval(() => (this.status.textContent = say("running", { seconds: seconds() })), 100);
    try {
      const answer = await fetch(this.address("/sparql"), {
        method: "POST",
        headers: { Accept: ACCEPT },
        body: new URLSearchParams({ query }),
        signal: running.signal,
      });
      this.id = answer.headers.get("Query-Id");
      const { text, isCut } = await read(answer);
      if (running !== this.running) return;
      clearInterval(clock);
      const took = this.tell(Math.round(performance.now() - began), answer.headers.get("Snapshot") ?? "?");
      if (!answer.ok) return this.fail(JSON.parse(text));
      this.show(query, text, answer.headers.get("Content-Type") ?? "", took, isCut);
      await this.offer(query, running);
    } catch (error) {
      if (running !== this.running) return;
      const why = error.name === "AbortError" ? say("stopped", { seconds: seconds() }) : say("broken", { why: error.message });
      this.status.textContent = why;
    } finally {
      clearInterval(clock);
      if (running === this.running) {
        this.running = undefined;
        this.stopButton.hidden = true;
      }
    }
  }

  tell(ms, state) {
    const release = state === this.now.state && this.now.release ? this.now.release : "none";
    return say("took", { ms, state, release });
  }

  fail(problem) {
    const where = problem.line ? ` (${say("where", { line: problem.line, column: problem.column ?? 1 })})` : "";
    const said = [
      problem.detail,
      problem.found && say("found", { value: problem.found }),
      problem.expected && say("expected", { value: problem.expected }),
      problem.suggestion,
    ];
    this.status.textContent = "";
    for (const id of ["downloads", "elsewhere"]) document.getElementById(id).replaceChildren();
    this.outcome.replaceChildren(
      make("div", { class: "problem", role: "alert" }, [
        make("p", {}, [make("strong", {}, [`${problem.title}${where}`])]),
        ...said.filter(Boolean).map((line) => make("p", {}, [line])),
      ]),
    );
  }

  show(query, text, mediaType, took, isCut) {
    const tabs = [];
    const figure = (kinds) => showFigure((kind, ending) => this.address(`/sparql/figure.${ending}`, { query, chart: kind }), kinds);
    let said = say("statements", { took });
    let notice = isCut ? say("cut") : "";
    if (mediaType.startsWith(ROWS)) {
      const answer = isCut ? readRows(text) : JSON.parse(text);
      if ("boolean" in answer) {
        said = took;
        tabs.push([say("answer"), () => make("p", { class: "lead" }, [say(answer.boolean ? "yes" : "no")])]);
      } else {
        const count = answer.results.bindings.length;
        said = say("rows", { count, took });
        if (isCut) notice = say("rows-cut", { count });
        const table = showTable(answer);
        tabs.push([say("table"), () => table]);
        tabs.push([say("chart"), () => figure(this.now.kinds.split(" ").filter((kind) => kind !== "network"))]);
        tabs.push([say("pivot"), () => showPivot(this.address("/sparql/pivot", { query }))]);
        tabs.push([say("graph"), () => figure(["network"])]);
      }
    } else tabs.push([say("graph"), () => figure(TIES)]);
    const shown = text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}\n…` : text;
    tabs.push([say("raw"), () => make("pre", { tabindex: "0" }, [make("code", {}, [shown])])]);
    this.status.textContent = said;
    this.outcome.replaceChildren(...(notice ? [make("p", { class: "notice" }, [notice])] : []), ...tabbed(tabs));
    history.replaceState(null, "", this.address("/sparql", query.length < 4000 ? { query } : {}));
  }

  // The downloads and copies of this query, as the server writes them.
  async offer(query, running) {
    const answer = await fetch(this.address("/sparql/take-away"), { method: "POST", body: query, signal: running.signal });
    if (!answer.ok || running !== this.running) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["downloads", "elsewhere"]) {
      document.getElementById(id).replaceChildren(...made.getElementById(id).childNodes);
    }
    document.dispatchEvent(new Event("copies"));
  }
}

// The text of an answer, as far as a page can hold it; what comes after is not fetched, and the query ends.
async function read(answer) {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  const pieces = [];
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return { text: pieces.join("") + decoder.decode(), isCut: false };
    pieces.push(decoder.decode(value, { stream: true }));
    bytes += value.length;
    if (bytes > READ_BYTES) {
      await reader.cancel();
      return { text: pieces.join(""), isCut: true };
    }
  }
}

// The whole rows of an answer that was cut: up to the last row's end that is one, and not a text that looks like it.
function readRows(text) {
  for (let end = text.lastIndexOf("},{"); end > 0; end = text.lastIndexOf("},{", end - 1)) {
    try {
      return JSON.parse(`${text.slice(0, end + 1)}]}}`);
    } catch {
      continue;
    }
  }
  return { head: { vars: [] }, results: { bindings: [] } };
}

function tabbed(tabs) {
  const panel = make("div", { role: "tabpanel", id: "panel", tabindex: "0", "aria-labelledby": "tab-0" });
  const buttons = tabs.map(([name], place) =>
    make("button", { type: "button", role: "tab", id: `tab-${place}`, "aria-controls": "panel" }, [name]),
  );
  let chosen;
  const choose = async (place) => {
    buttons.forEach((button, other) => {
      button.setAttribute("aria-selected", String(other === place));
      button.tabIndex = other === place ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${place}`);
    chosen = place;
    const content = await tabs[place][1]();
    if (chosen === place) panel.replaceChildren(content);
  };
  buttons.forEach((button, place) => {
    button.addEventListener("click", () => choose(place));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = (place + step + tabs.length) % tabs.length;
      choose(next);
      buttons[next].focus();
    });
  });
  choose(0);
  return [make("div", { role: "tablist", class: "tabs", "aria-label": say("result") }, buttons), panel];
}

export function make(name, attributes = {}, children = []) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
