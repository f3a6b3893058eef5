// The question builder: a choice that changes the form sends it; every other change counts again without leaving.
const form = document.getElementById("ask");
const [count, sentence, sparql] = ["count", "sentence", "sparql"].map((id) => document.getElementById(id));
const digits = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "min2" });
const place = "atlas-focus";
let waiting;
let running;

const kept = sessionStorage.getItem(place);
if (kept) {
  sessionStorage.removeItem(place);
  document.getElementById(kept)?.focus();
}

async function recount() {
  running?.abort();
  running = new AbortController();
  const query = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(`/ask.json?${query}`, { signal: running.signal });
    if (!answer.ok) return;
    const said = await answer.json();
    count.textContent = said.count === null ? "" : digits.format(said.count);
    sentence.textContent = `${said.sentence}.${said.problems.length ? ` ${said.problems.join(" ")}` : ""}`;
    sparql.textContent = said.sparql;
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

form.addEventListener("change", (event) => {
  if (event.target.matches("[data-renews]")) {
    sessionStorage.setItem(place, event.target.id);
    form.requestSubmit();
    return;
  }
  clearTimeout(waiting);
  waiting = setTimeout(recount, 250);
});
form.addEventListener("input", (event) => {
  if (event.target.matches("input:not([type=checkbox])")) {
    clearTimeout(waiting);
    waiting = setTimeout(recount, 400);
  }
});
