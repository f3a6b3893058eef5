// A query's answer drawn by the server, put into the page so that it follows light and dark and its links can be walked.
import { make } from "./run.js";
import { say } from "./text.js";

// addressOf: the figure of a kind as a file with an ending. kinds: words for the server, the first word being what the reader chooses by.
export function showFigure(addressOf, kinds) {
  const note = make("p", { role: "status" });
  const frame = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("figure") });
  const files = make("p", { class: "downloads" });
  let wanted;
  const draw = async (kind) => {
    wanted = kind;
    note.textContent = "";
    const links = { svg: "SVG", csv: "CSV", "vl.json": "Vega-Lite" };
    const answer = await fetch(addressOf(kind, "svg"));
    const text = await answer.text();
    if (kind !== wanted) return;
    frame.replaceChildren();
    files.replaceChildren();
    if (answer.ok) {
      files.append(...Object.entries(links).flatMap(([ending, name]) => [make("a", { href: addressOf(kind, ending) }, [name]), " "]));
      frame.append(document.adoptNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement));
    } else note.textContent = [say("not-drawn"), JSON.parse(text).detail].join(" ");
  };
  draw(kinds[0]);
  const choice = kinds.map((kind) => make("option", { value: kind }, [say("kind", { kind: kind.split(" ")[0] })]));
  const select = make("select", { "aria-label": say("figure-kind") }, choice);
  select.addEventListener("change", () => draw(select.value));
  return make("div", { class: "drawn" }, [...(kinds.length > 1 ? [make("p", {}, [select])] : []), note, frame, files]);
}
