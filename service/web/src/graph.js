// The graph of a record: open a neighbour, show some relations only, find a name, walk it by keyboard.
// Without this script the page has a still picture, links that open neighbours, and the table.
import { Picture } from "./graph-picture.js";
import { say } from "./text.js";

const host = document.getElementById("graph");
const boxes = [...document.querySelectorAll("#relations input[name=by]")];
const nodes = new Map();
const ties = new Map();
const open = new Set();
let chosen;

const tools = document.createElement("p");
tools.className = "tools";
host.append(tools);
const picture = new Picture(host, say("keys"), { choose, expand });
const told = document.createElement("p");
told.setAttribute("role", "status");
told.className = "quiet";
host.append(told);
const finder = addFinder();

function shown() {
  const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.by));
  const kept = [...ties.values()].filter((tie) => !wanted.size || wanted.has(tie.by));
  const degree = new Map();
  for (const tie of kept) for (const end of [tie.from, tie.to]) degree.set(end, (degree.get(end) ?? 0) + 1);
  const things = [...nodes.values()].filter((node) => degree.has(node.id) || open.has(node.id));
  for (const node of things) node.degree = degree.get(node.id) ?? 0;
  return { things, kept };
}

function draw() {
  const { things, kept } = shown();
  picture.show(things, kept, open);
  const names = [...things].sort((a, b) => a.label.localeCompare(b.label));
  finder.list.replaceChildren(...names.map((node) => Object.assign(document.createElement("option"), { value: node.label })));
  told.textContent = `${say("records", { count: things.length })} ${say("ties", { count: kept.length })}`;
}

function choose(node) {
  chosen = node;
  picture.choose(node);
  const link = Object.assign(document.createElement("a"), { href: node.href, textContent: node.label });
  const opener = addButton(say(open.has(node.id) ? "opened" : "open"), () => expand(node));
  opener.disabled = open.has(node.id);
  told.replaceChildren(link, ` ${say("degree", { count: node.degree })} `, opener);
}

async function expand(node) {
  if (open.has(node.id)) return;
  told.textContent = say("opening", { name: node.label });
  const path = new URL(node.href, location.href).pathname;
  await read(`${path}/graph.json`, node);
  const address = new URL(location.href);
  address.searchParams.append("open", path.slice(1));
  history.replaceState(null, "", address);
  draw();
  choose(node);
}

async function read(address, near) {
  const answer = await fetch(address + location.search.replace(/[?&](open|by)=[^&]*/g, "").replace(/^&/, "?"));
  if (!answer.ok) return;
  const said = await answer.json();
  for (const node of said.nodes) {
    if (nodes.has(node.id)) continue;
    const turn = nodes.size * 2.4;
    const reach = near ? 40 : 10 * Math.sqrt(nodes.size + 0.5);
    const [x, y] = [(near?.x ?? 0) + reach * Math.cos(turn), (near?.y ?? 0) + reach * Math.sin(turn)];
    nodes.set(node.id, { ...node, x, y, key: `dot-${nodes.size}`, degree: 0 });
  }
  for (const tie of said.ties) ties.set(`${tie.from} ${tie.by} ${tie.to}`, tie);
  open.add(said.focus);
}

function addButton(label, act, name) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
  if (name) button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
  return button;
}

function addFinder() {
  const list = Object.assign(document.createElement("datalist"), { id: "graph-names" });
  const field = Object.assign(document.createElement("input"), { type: "search", placeholder: say("find") });
  field.setAttribute("list", list.id);
  field.setAttribute("aria-label", say("find"));
  field.addEventListener("change", () => {
    const text = field.value.trim().toLowerCase();
    const { things } = shown();
    const found = text && (things.find((node) => node.label.toLowerCase() === text) ?? things.find((node) => node.label.toLowerCase().includes(text)));
    if (found) choose(found);
    else if (text) told.textContent = say("none", { name: field.value });
  });
  const nearer = addButton("+", () => picture.zoomBy(1.5), say("nearer"));
  const farther = addButton("−", () => picture.zoomBy(1 / 1.5), say("farther"));
  tools.append(field, list, " ", nearer, " ", farther, " ", addButton(say("whole"), () => picture.fit()));
  return { list };
}

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ZOOMS = { "+": () => picture.zoomBy(1.5), "-": () => picture.zoomBy(1 / 1.5), 0: () => picture.fit() };
picture.svg.on("keydown", (event) => {
  const { things } = shown();
  const current = chosen && things.includes(chosen) ? chosen : things.find((node) => open.has(node.id));
  if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  if (DIRECTIONS[event.key]) choose(chosen ? nextTowards(things, current, DIRECTIONS[event.key]) : current);
  else if (step) choose(nextByName(things, current, step));
  else if (ZOOMS[event.key]) ZOOMS[event.key]();
  else if (event.key === " " && chosen) expand(chosen);
  else if (event.key === "Enter" && chosen) location.assign(chosen.href);
  else return;
  event.preventDefault();
});

function nextTowards(things, current, [right, down]) {
  const measure = (node) => {
    const along = (node.x - current.x) * right + (node.y - current.y) * down;
    const aside = Math.abs((node.x - current.x) * down + (node.y - current.y) * right);
    return along > 1 ? along + 2 * aside : Infinity;
  };
  return things.reduce((found, node) => (measure(node) < measure(found) ? node : found), current);
}

function nextByName(things, current, step) {
  const names = [...things].sort((a, b) => a.label.localeCompare(b.label));
  return names[(names.indexOf(current) + step + names.length) % names.length];
}

for (const box of boxes) {
  box.addEventListener("change", (event) => {
    event.stopPropagation();
    draw();
  });
}

async function start() {
  for (const address of [host.dataset.from, ...host.dataset.open.split(" ").filter(Boolean)]) await read(address);
  if (!nodes.size) return;
  host.hidden = false;
  const still = document.getElementById("picture");
  if (still) still.hidden = true;
  draw();
}

start();
