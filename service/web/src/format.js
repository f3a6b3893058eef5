// Lines indented by their braces; strings, IRIs and comments are left as they are.
export function format(text) {
  let depth = 0;
  let isLong = false;
  const lines = text.split("\n").map((line) => {
    if (isLong) {
      isLong = (line.match(/"""|'''/g) ?? []).length % 2 === 0;
      return line;
    }
    const body = line.trim();
    const plain = body.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|<[^>\s]*>|#.*$/g, "");
    isLong = (body.match(/"""|'''/g) ?? []).length % 2 === 1;
    const closing = /^[})\]]+/.exec(plain)?.[0].length ?? 0;
    const indent = "  ".repeat(Math.max(depth - closing, 0));
    depth = Math.max(depth + (plain.match(/[{([]/g) ?? []).length - (plain.match(/[})\]]/g) ?? []).length, 0);
    return body ? indent + body : "";
  });
  return `${lines.join("\n").replace(/\n{3,}/g, "\n\n").trim()}\n`;
}
