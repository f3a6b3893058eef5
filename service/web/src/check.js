// Mistakes with line and column before the run, and names that nobody has defined.
import { say } from "./text.js";

export async function check(view) {
  const text = view.state.doc.toString();
  if (!text.trim()) return [];
  const answer = await fetch("/sparql/check", { method: "POST", body: text });
  if (!answer.ok) return [];
  const { problem, unknown } = await answer.json();
  const found = unknown.map(({ name, line, column, near }) => ({
    ...place(view.state.doc, line, column, name.length),
    severity: "warning",
    message: [say("unknown", { name }), near.length && say("near", { names: near.join(", ") })].filter(Boolean).join(" "),
  }));
  if (problem) {
    const message = [problem.detail, problem.expected && say("expected", { value: problem.expected }), problem.suggestion];
    const where = place(view.state.doc, problem.line ?? 1, problem.column ?? 1, 1);
    found.push({ ...where, severity: "error", message: message.filter(Boolean).join(" ") });
  }
  return found;
}

function place(doc, number, column, length) {
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  const from = Math.min(line.from + column - 1, line.to);
  return { from, to: Math.min(Math.max(from + length, from + 1), doc.length) };
}
