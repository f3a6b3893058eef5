// The pivot page's own part, fetched anew whenever its controls change.
import { make } from "./run.js";

export function showPivot(address) {
  const frame = make("div");
  const fetchPart = async (from) => {
    const answer = await fetch(from, { headers: { Accept: "text/html" } });
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    frame.replaceChildren(...(made.getElementById("pivot") ?? made.querySelector("main")).childNodes);
    const form = frame.querySelector("form");
    if (!form) return;
    const turn = () => fetchPart(`/sparql/pivot?${new URLSearchParams(new FormData(form))}`);
    form.addEventListener("change", async ({ target }) => {
      await turn();
      document.getElementById(target.id)?.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      turn();
    });
  };
  fetchPart(address);
  return frame;
}
