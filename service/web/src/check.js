// Mistakes with line and column before the run, and names that nobody has defined.
import { say } from "./text.js";

const mistake = document.getElementById("mistake");

export async function check(view) {
  const found = await find(view);
  mistake.textContent = found.length ? found[0].message : "";
  return found;
}

async function find(view) {
  const text = view.state.doc.toString();
  if (!text.trim()) return [];
  const answer = await fetch("/sparql/check", { method: "POST", body: text });
  if (!answer.ok) return [];
  const { problem, unknown } = await answer.json();
  const found = unknown.map(({ name, line, column, near }) => ({
    ...place(view.state.doc, line, column, name.length),
    severity: "warning",
    message: [`${say("where", { line, column })}: ${say("unknown", { name })}`, near.length && say("near", { names: near.join(", ") })].filter(Boolean).join(" "),
  }));
  if (problem) {
    const line = problem.line ?? 1;
    const column = problem.column ?? 1;
    const said = `${say("where", { line, column })}: ${problem.detail}`;
    const message = [said, problem.expected && say("expected", { value: problem.expected }), problem.suggestion];
    const where = place(view.state.doc, line, column, 1);
    found.unshift({ ...where, severity: "error", message: message.filter(Boolean).join(" ") });
  }
  return found;
}

// Never empty: at a line's end the sign before it is marked, since nothing would be seen there.
function place(doc, number, column, length) {
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  const from = Math.min(line.from + column - 1, Math.max(line.to - 1, line.from));
  return { from, to: Math.min(Math.max(from + length, from + 1), doc.length) };
}
