// A record's form: names complete themselves while one types, and the draft is kept a moment after the last change.
// Without this script both happen when the form is sent.
const REST_MS = 200;
const SAVE_MS = 4000;
const form = document.querySelector("form.record");

function complete(input) {
  const list = document.createElement("datalist");
  list.id = `found-${input.id}`;
  input.after(list);
  let timer = 0;
  let asked = null;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const words = input.value.trim();
      if (words.length < 2) return;
      asked?.abort();
      asked = new AbortController();
      const query = new URLSearchParams({ q: words, sort: input.dataset.find });
      try {
        const answer = await fetch(`/contribute/names?${query}`, { signal: asked.signal });
        if (!answer.ok) return;
        const found = await answer.json();
        list.replaceChildren(...found.map(({ value, label }) => new Option(label, value)));
        input.setAttribute("list", list.id);
      } catch (error) {
        if (error.name !== "AbortError") throw error;
      }
    }, REST_MS);
  });
}

function keep(sent) {
  const told = document.createElement("span");
  told.className = "quiet";
  told.setAttribute("role", "status");
  sent.querySelector(".saving").append(told);
  let timer = 0;
  sent.addEventListener("input", () => {
    clearTimeout(timer);
    told.textContent = "";
    timer = setTimeout(async () => {
      const fields = new URLSearchParams();
      for (const [name, value] of new FormData(sent)) {
        // What adds something new is sent once, by the person: sending it again would add it again.
        if (!/^[eg]\|/.test(name)) fields.append(name, value);
      }
      const answer = await fetch(sent.getAttribute("action"), { method: "POST", body: fields, redirect: "manual" });
      told.textContent = ` ${answer.type === "opaqueredirect" ? sent.dataset.kept : sent.dataset.notKept}`;
    }, SAVE_MS);
  });
  sent.addEventListener("submit", () => clearTimeout(timer));
}

if (form) {
  for (const input of form.querySelectorAll("input[data-find]")) complete(input);
  keep(form);
}
