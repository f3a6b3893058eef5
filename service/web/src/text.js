// The words of a page's script, which the page brings along as JSON: text, arguments, and choices by number or word.
const messages = JSON.parse(document.querySelector("[data-words]").dataset.words);
const plural = new Intl.PluralRules(document.documentElement.lang);

export function say(key, values = {}) {
  return write(messages[key] ?? [key], values);
}

function write(parts, values) {
  return parts.map((part) => (typeof part === "string" ? part : fill(part, values))).join("");
}

function fill({ name, forms }, values) {
  const value = values[name];
  if (!forms) return value;
  const category = typeof value === "number" ? plural.select(value) : value;
  return write(forms[value] ?? forms[category] ?? forms.other, values);
}
