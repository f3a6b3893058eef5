// The graph of a record, laid out while one looks: open a neighbour, show some relations only, move by keyboard.
// Without this script the page has a still picture, links that open neighbours, and the table.
import { drag } from "d3-drag";
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { say } from "./text.js";

const SPACE = "http://www.w3.org/2000/svg";
const LABELLED = 60; // names drawn at once; the others show when pointed at
const WIDTH = 900;
const HEIGHT = 620;
const host = document.getElementById("graph");
const boxes = [...document.querySelectorAll("#relations input[name=by]")];
const nodes = new Map();
const ties = new Map();
const open = new Set();
let chosen;

const svg = select(host)
  .append("svg")
  .attr("viewBox", `${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`)
  .attr("class", "figure ties")
  .attr("role", "application")
  .attr("tabindex", "0")
  .attr("aria-label", say("keys"));
const stage = svg.append("g");
const lines = stage.append("g");
const dots = stage.append("g");
const told = select(host).append("p").attr("role", "status").attr("class", "quiet");
const zooming = zoom().scaleExtent([0.1, 8]).on("zoom", ({ transform }) => stage.attr("transform", transform));
svg.call(zooming).on("dblclick.zoom", null);

const layout = forceSimulation()
  .force("tie", forceLink().id((node) => node.id).distance(70))
  .force("push", forceManyBody().strength(-160).theta(1.1).distanceMax(500))
  .force("x", forceX().strength(0.05))
  .force("y", forceY().strength(0.07))
  .stop();

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
  const pairs = kept.map((tie) => ({ ...tie, source: tie.from, target: tie.to }));
  layout.nodes(things);
  layout.force("tie").links(pairs);
  const isSmall = things.length < 40;
  layout.force("tie").distance(isSmall ? 150 : 70);
  layout.force("push").strength(things.length > 400 ? -40 : isSmall ? -600 : -160);
  layout.force("apart", things.length > 400 ? null : forceCollide(14));
  const named = new Set([...things].sort((a, b) => b.degree - a.degree).slice(0, LABELLED).map((node) => node.id));
  const line = lines.selectAll("line").data(pairs, (tie) => `${tie.from} ${tie.by} ${tie.to}`).join((enter) => {
    const made = enter.append("line").attr("class", "rule tie");
    made.append("title").text((tie) => tie.label);
    return made;
  });
  const dot = dots.selectAll("g.dot").data(things, (node) => node.id).join((enter) => {
    const made = enter.append("g").attr("class", "dot").attr("id", (node) => node.key);
    made.append("circle");
    made.append("text").attr("class", "ink").attr("dx", 9).attr("dy", 4);
    made.append("title").text((node) => node.label);
    made.on("click", (event, node) => choose(node)).on("dblclick", (event, node) => expand(node));
    made.call(
      drag()
        .on("start", (event, node) => { node.fx = node.x; node.fy = node.y; })
        .on("drag", (event, node) => { node.fx = event.x; node.fy = event.y; place(); })
        .on("end", (event, node) => { node.fx = node.fy = null; }),
    );
    return made;
  });
  dot.classed("open", (node) => open.has(node.id)).classed("named", (node) => named.has(node.id) || open.has(node.id));
  dot.select("circle").attr("r", (node) => Math.min(4 + Math.sqrt(node.degree), 16));
  dot.select("text").text((node) => (node.label.length > 32 ? `${node.label.slice(0, 31)}…` : node.label));
  const names = dot.select("text");
  const place = () => {
    line.attr("x1", (t) => t.source.x).attr("y1", (t) => t.source.y).attr("x2", (t) => t.target.x).attr("y2", (t) => t.target.y);
    dot.attr("transform", (node) => `translate(${node.x},${node.y})`);
    names.attr("text-anchor", (node) => (node.x < 0 ? "end" : "start")).attr("dx", (node) => (node.x < 0 ? -9 : 9));
  };
  settle(place);
  tell(`${say("records", { count: things.length })} ${say("ties", { count: kept.length })}`);
}

let drawing = 0;
function settle(place) {
  const turn = ++drawing;
  const isBig = layout.nodes().length > 400;
  layout.alpha(1).alphaDecay(isBig ? 0.07 : 0.0228);
  const step = () => {
    if (turn !== drawing) return;
    const until = performance.now() + (isBig ? 120 : 12); // drawing thousands of lines costs more than moving them
    do layout.tick(); while (performance.now() < until && layout.alpha() > 0.02);
    place();
    if (layout.alpha() > 0.02) requestAnimationFrame(step);
    else fit();
  };
  step();
}

function fit() {
  const { things } = shown();
  if (!things.length) return;
  const [left, right] = extent(things.map((node) => node.x));
  const room = things.length < 40 ? 420 : 240;
  const [top, bottom] = extent(things.map((node) => node.y));
  const scale = Math.min(WIDTH / (right - left + room), HEIGHT / (bottom - top + 80), 1.6);
  svg.call(zooming.transform, zoomIdentity.scale(scale).translate(-(left + right) / 2, -(top + bottom) / 2));
  host.dataset.settled = "yes";
}

const extent = (values) => values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
const tell = (text) => told.text(text);

function choose(node) {
  dots.selectAll("g.dot").classed("chosen", (other) => other === node);
  chosen = node;
  if (!node) return;
  svg.attr("aria-activedescendant", node.key);
  const link = document.createElement("a");
  link.href = node.href;
  link.textContent = node.label;
  const opener = document.createElement("button");
  opener.type = "button";
  opener.textContent = say(open.has(node.id) ? "opened" : "open");
  opener.disabled = open.has(node.id);
  opener.addEventListener("click", () => expand(node));
  told.node().replaceChildren(link, ` ${say("degree", { count: node.degree })} `, opener);
}

async function expand(node) {
  if (open.has(node.id)) return;
  tell(say("opening", { name: node.label }));
  await read(`${new URL(node.href, location.href).pathname}/graph.json`, node);
  const address = new URL(location.href);
  address.searchParams.append("open", new URL(node.href, location.href).pathname.slice(1));
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

const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
svg.on("keydown", (event) => {
  const { things } = shown();
  const current = chosen && things.includes(chosen) ? chosen : things.find((node) => open.has(node.id));
  if (!current) return;
  const way = DIRECTIONS[event.key];
  if (way) {
    const measure = (node) => {
      const along = (node.x - current.x) * way[0] + (node.y - current.y) * way[1];
      const aside = Math.abs((node.x - current.x) * way[1] + (node.y - current.y) * way[0]);
      return along > 1 ? along + 2 * aside : Infinity;
    };
    const best = things.reduce((found, node) => (measure(node) < measure(found) ? node : found), current);
    choose(chosen ? best : current);
  } else if (event.key === " " && chosen) expand(chosen);
  else if (event.key === "Enter" && chosen) location.assign(chosen.href);
  else return;
  event.preventDefault();
});

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
  const picture = document.getElementById("picture");
  if (picture) picture.hidden = true;
  draw();
}

start();
