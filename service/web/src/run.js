// Runs a query, shows the time while it runs, stops it, and shows what came back in tabs.
import { showTable } from "./table.js";
import { say } from "./text.js";

const ROWS = "application/sparql-results+json";
const ACCEPT = `${ROWS}, text/turtle;q=0.9`;
const SHOWN_TEXT = 200_000;
const KINDS = ["bar", "line", "grid", "timeline", "tree"];

export class Runner {
  constructor(form, outcome) {
    this.form = form;
    this.outcome = outcome;
    this.status = document.getElementById("run-status");
    this.stopButton = document.getElementById("stop");
  }

  get isRunning() {
    return this.running !== undefined;
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
      const asOf = new URLSearchParams(location.search).get("as-of");
      const answer = await fetch(`/sparql${asOf ? `?as-of=${encodeURIComponent(asOf)}` : ""}`, {
        method: "POST",
        headers: { Accept: ACCEPT },
        body: new URLSearchParams({ query }),
        signal: running.signal,
      });
      this.id = answer.headers.get("Query-Id");
      const text = await answer.text();
      if (running !== this.running) return;
      const took = say("took", { ms: Math.round(performance.now() - began), state: answer.headers.get("Snapshot") ?? "?" });
      if (answer.ok) await this.show(query, text, answer.headers.get("Content-Type") ?? "", took);
      else this.fail(JSON.parse(text));
    } catch (error) {
      if (running !== this.running) return;
      const why = error.name === "AbortError" ? say("stopped", { seconds: seconds() }) : say("broken", { why: error.message });
      this.status.textContent = why;
    } finally {
      if (running === this.running) {
        clearInterval(clock);
        this.running = undefined;
        this.stopButton.hidden = true;
      }
      clearInterval(clock);
    }
  }

  fail(problem) {
    const where = problem.line ? ` (${say("where", { line: problem.line, column: problem.column })})` : "";
    this.status.textContent = "";
    this.outcome.replaceChildren(
      make("div", { class: "problem", role: "alert" }, [
        make("p", {}, [make("strong", {}, [`${problem.title}${where}`])]),
        ...[problem.detail, problem.expected && say("expected", { value: problem.expected }), problem.suggestion]
          .filter(Boolean)
          .map((line) => make("p", {}, [line])),
      ]),
    );
  }

  async show(query, text, mediaType, took) {
    const tabs = [];
    let said = took;
    if (mediaType.startsWith(ROWS)) {
      const answer = JSON.parse(text);
      if ("boolean" in answer) tabs.push([say("answer"), () => make("p", {}, [say(answer.boolean ? "yes" : "no")])]);
      else {
        said = say("rows", { count: answer.results.bindings.length, took });
        tabs.push([say("table"), () => showTable(answer)]);
        tabs.push([say("chart"), () => drawing(query, KINDS)], [say("graph"), () => drawing(query, ["network"])]);
      }
    }
    if (!mediaType.startsWith(ROWS)) {
      tabs.unshift([say("graph"), () => drawing(query, ["network from=from to=to label=label", "tree from=from to=to label=label"])]);
      said = say("statements", { took });
    }
    const cut = text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}\n…` : text;
    tabs.push([say("raw"), () => make("pre", { tabindex: "0" }, [make("code", {}, [cut])])]);
    this.status.textContent = said;
    this.outcome.replaceChildren(downloads(query, mediaType), ...tabbed(tabs));
    history.replaceState(null, "", query.length < 4000 ? `/sparql?${new URLSearchParams({ query })}` : "/sparql");
  }
}

function tabbed(tabs) {
  const panel = make("div", { role: "tabpanel", id: "panel", tabindex: "0", "aria-labelledby": "tab-0" });
  const buttons = tabs.map(([name], place) =>
    make("button", { type: "button", role: "tab", id: `tab-${place}`, "aria-controls": "panel" }, [name]),
  );
  const choose = async (place) => {
    buttons.forEach((button, other) => {
      button.setAttribute("aria-selected", String(other === place));
      button.tabIndex = other === place ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", `tab-${place}`);
    panel.replaceChildren(await tabs[place][1]());
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

function drawing(query, kinds) {
  const image = make("img", { alt: say("figure"), class: "drawing" });
  const note = make("p", { role: "status" });
  const draw = (kind) => {
    note.textContent = "";
    image.hidden = false;
    image.src = `/sparql/figure.svg?${new URLSearchParams({ query, chart: kind })}`;
  };
  image.addEventListener("error", () => {
    image.hidden = true;
    note.textContent = say("not-drawn");
  });
  draw(kinds[0]);
  const select = make("select", { "aria-label": say("figure-kind") }, kinds.map((kind) => make("option", { value: kind }, [kind.split(" ")[0]])));
  select.addEventListener("change", () => draw(select.value));
  return make("div", {}, [...(kinds.length > 1 ? [select] : []), note, image]);
}

function downloads(query, mediaType) {
  const names = mediaType.startsWith(ROWS) ? ["csv", "tsv", "json", "xml"] : ["turtle", "ntriples", "jsonld", "rdfxml"];
  const links = names.map((name) => make("a", { href: `/sparql?${new URLSearchParams({ query, format: name })}` }, [name]));
  if (mediaType.startsWith(ROWS)) {
    links.push(make("a", { href: `/sparql/labelled.csv?${new URLSearchParams({ query })}` }, [say("labelled")]));
  }
  return make("p", { class: "downloads" }, links.flatMap((link) => [link, " "]));
}

export function make(name, attributes = {}, children = []) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
