// Type-ahead in every search field: names that fit as a list that arrows, Enter and Escape work on. Without this
// script the field is a plain form.
const REST_MS = 150;

function attach(input, number) {
  const list = document.createElement("ul");
  list.id = `hits-${number}`;
  list.className = "hits";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.hits);
  list.hidden = true;
  input.form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) {
    input.setAttribute(name, value);
  }
  let timer = 0;
  let asked;
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    chosen = place;
    [...list.children].forEach((option, other) => option.setAttribute("aria-selected", String(other === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  };
  const show = (hits) => {
    list.replaceChildren(
      ...hits.map((hit, place) => {
        const option = document.createElement("li");
        option.id = `hit-${number}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const kind = document.createElement("span");
        kind.className = "quiet";
        kind.textContent = hit.type;
        option.append(hit.label, " ", kind);
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          location.assign(hit.href);
        });
        option.dataset.href = hit.href;
        return option;
      }),
    );
    list.hidden = hits.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  };
  const look = async () => {
    const words = input.value.trim();
    asked?.abort();
    if (words.length < 2) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`/search.json?${new URLSearchParams({ ...Object.fromEntries(new FormData(input.form)), q: words, limit: 8 })}`, { signal: asked.signal });
      if (answer.ok && document.activeElement === input) show((await answer.json()).hits);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") mark(chosen === last ? 0 : chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen <= 0 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.href);
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("input[type=search]").forEach(attach);
