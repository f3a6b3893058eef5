// A graph as a picture: lays nodes and ties out while one looks, zooms, drags, and names what has room for its name.
import { drag } from "d3-drag";
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { findNamed } from "./graph-labels.js";

const WIDTH = 900;
const HEIGHT = 620;
const MANY = 400; // from here on ties are one line, and nodes may touch
const FEW = 40; // up to here there is room for arrows and long ties
const LETTERS = 11; // height of a name on the screen, in pixels
const STEP_MS = 25; // of layout before each frame
const AT_REST = 0.02;

export class Picture {
  constructor(host, label, heard) {
    this.host = host;
    this.heard = heard;
    this.things = [];
    this.pairs = [];
    this.turn = 0;
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.svg = select(host)
      .append("svg")
      .attr("viewBox", `${-WIDTH / 2} ${-HEIGHT / 2} ${WIDTH} ${HEIGHT}`)
      .attr("class", "figure ties")
      .attr("role", "application")
      .attr("tabindex", "0")
      .attr("aria-label", label);
    const arrow = this.svg.append("defs").append("marker").attr("id", "arrow").attr("orient", "auto");
    arrow.attr("viewBox", "0 0 8 8").attr("refX", 7).attr("refY", 4).attr("markerWidth", 8).attr("markerHeight", 8);
    arrow.append("path").attr("class", "arrow").attr("d", "M0 0L8 4L0 8z");
    this.stage = this.svg.append("g");
    [this.lines, this.near, this.dots, this.names] = ["lines", "near", "dots", "names"].map((name) => this.stage.append("g").attr("class", name));
    this.near = this.near.append("path").attr("class", "tie");
    this.zooming = zoom()
      .scaleExtent([0.1, 12])
      .filter((event) => !event.button && (event.type !== "wheel" || event.ctrlKey || this.isUsed()) && !(event.touches?.length === 1))
      .on("zoom", ({ transform }) => {
        this.stage.attr("transform", transform);
        this.name();
      });
    this.svg.call(this.zooming).on("dblclick.zoom", null);
    this.layout = forceSimulation()
      .force("tie", forceLink().id((node) => node.id))
      .force("push", forceManyBody().theta(1.1).distanceMax(500))
      .force("x", forceX().strength(0.05))
      .force("y", forceY().strength(0.07))
      .stop();
    new ResizeObserver(() => this.name()).observe(host);
  }

  // Whether the wheel is meant for the picture rather than for the page.
  isUsed() {
    return document.activeElement === this.svg.node();
  }

  // Of the picture for a pixel of the screen.
  get unit() {
    return WIDTH / (this.svg.node().clientWidth || WIDTH);
  }

  get isMany() {
    return this.things.length > MANY;
  }

  show(things, ties, open) {
    this.things = things;
    this.open = open;
    this.pairs = ties.map((tie) => ({ ...tie, source: tie.from, target: tie.to }));
    const isFew = things.length < FEW;
    this.layout.nodes(things);
    this.layout.force("tie").links(this.pairs).distance(isFew ? 150 : 70);
    this.layout.force("push").strength(this.isMany ? -40 : isFew ? -600 : -160);
    this.layout.force("apart", this.isMany ? null : forceCollide(14));
    const line = (tie) => `${tie.from} ${tie.by} ${tie.to}`;
    this.line = this.lines.selectAll("line").data(this.isMany ? [] : this.pairs, line).join((enter) => {
      const made = enter.append("line").attr("class", "rule tie");
      made.append("title").text((tie) => tie.label);
      return made;
    });
    this.line.attr("marker-end", isFew ? "url(#arrow)" : null);
    this.all = this.lines.selectAll("path").data(this.isMany ? [0] : []).join("path").attr("class", "rule tie");
    this.dot = this.dots.selectAll("circle").data(things, (node) => node.id).join((enter) => this.enter(enter));
    this.dot.classed("open", (node) => open.has(node.id)).attr("r", radius);
    this.settle();
  }

  enter(enter) {
    const made = enter.append("circle").attr("class", "dot").attr("id", (node) => node.key);
    made.on("click", (event, node) => this.heard.choose(node)).on("dblclick", (event, node) => this.heard.expand(node));
    made.on("pointerenter", (event, node) => this.name(node)).on("pointerleave", () => this.name());
    return made.call(
      drag()
        .on("start", (event, node) => { node.fx = node.x; node.fy = node.y; })
        .on("drag", (event, node) => { node.x = node.fx = event.x; node.y = node.fy = event.y; this.place(); })
        .on("end", (event, node) => { node.fx = node.fy = null; this.name(); }),
    );
  }

  settle() {
    const turn = ++this.turn;
    this.names.selectAll("text").remove();
    this.layout.alpha(1).alphaDecay(this.isMany ? 0.07 : 0.0228);
    const step = () => {
      if (turn !== this.turn) return;
      const until = performance.now() + STEP_MS;
      do this.layout.tick(); while (performance.now() < until && this.layout.alpha() > AT_REST);
      const isDone = this.layout.alpha() <= AT_REST;
      if (!this.still || isDone) this.place();
      if (isDone) this.fit();
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  place() {
    this.dot.attr("cx", (node) => node.x).attr("cy", (node) => node.y);
    this.line.each(function (tie) {
      const { x1, y1, x2, y2 } = shorter(tie);
      select(this).attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2);
    });
    this.all.attr("d", path(this.pairs));
    this.near.attr("d", path(this.pairs.filter((tie) => tie.source === this.chosen || tie.target === this.chosen)));
  }

  fit() {
    if (!this.things.length) return;
    const [left, right] = extent(this.things.map((node) => node.x));
    const [top, bottom] = extent(this.things.map((node) => node.y));
    const room = (this.things.length < FEW ? 420 : 240) * Math.min(Math.max(this.unit, 1), 1.6);
    const scale = Math.min(WIDTH / (right - left + room), HEIGHT / (bottom - top + 80), 1.6);
    this.svg.call(this.zooming.transform, zoomIdentity.scale(scale).translate(-(left + right) / 2, -(top + bottom) / 2));
    this.host.dataset.settled = "yes";
  }

  zoomBy(factor) {
    this.svg.call(this.zooming.scaleBy, factor);
    if (this.things.includes(this.chosen)) this.svg.call(this.zooming.translateTo, this.chosen.x, this.chosen.y, [0, 0]);
  }

  choose(node) {
    this.dot.classed("chosen", false).attr("role", null).attr("aria-label", null);
    this.chosen = node;
    this.dot.filter((other) => other === node).classed("chosen", true).attr("role", "img").attr("aria-label", node.label);
    this.svg.attr("aria-activedescendant", node.key);
    const [x, y] = zoomTransform(this.svg.node()).apply([node.x, node.y]);
    if (Math.abs(x) > WIDTH * 0.45 || Math.abs(y) > HEIGHT * 0.45) this.svg.call(this.zooming.translateTo, node.x, node.y, [0, 0]);
    this.place();
    this.name();
  }

  // Names what has room, and the node pointed at; once a frame.
  name(pointed) {
    this.pointed = pointed;
    this.naming ??= requestAnimationFrame(() => {
      this.naming = undefined;
      this.write();
    });
  }

  write() {
    if (this.layout.alpha() > AT_REST) return;
    const { unit } = this;
    const view = zoomTransform(this.svg.node());
    const reach = (node) => radius(node) / Math.sqrt(Math.max(view.k, 1)); // dots grow less than the room between them
    this.dot.attr("r", reach);
    const spots = this.things.map((node) => {
      const [x, y] = view.apply([node.x, node.y]);
      return { node, x: (x + WIDTH / 2) / unit, y: (y + HEIGHT / 2) / unit, r: (reach(node) * view.k) / unit };
    });
    spots.sort((a, b) => this.open.has(b.node.id) - this.open.has(a.node.id) || b.node.degree - a.node.degree);
    const must = new Set([this.pointed, this.chosen].filter((node) => this.things.includes(node)));
    const named = findNamed(spots, must, LETTERS, WIDTH / unit, HEIGHT / unit);
    const size = (LETTERS * unit) / view.k;
    this.names.attr("font-size", size).attr("stroke-width", size / 3.5);
    this.names
      .selectAll("text")
      .data([...named], ([node]) => node.id)
      .join("text")
      .attr("class", "ink")
      .attr("x", ([node, { side }]) => node.x + side * (reach(node) + 0.35 * size))
      .attr("y", ([node, { side }]) => node.y + (side ? 0.35 * size : -reach(node) - 0.5 * size))
      .attr("text-anchor", ([, { side }]) => ["end", "middle", "start"][side + 1])
      .text(([, { text }]) => text);
  }
}

const radius = (node) => Math.min(4 + Math.sqrt(node.degree), 16);
const path = (pairs) => pairs.map(({ source, target }) => `M${source.x.toFixed(1)} ${source.y.toFixed(1)}L${target.x.toFixed(1)} ${target.y.toFixed(1)}`).join("");
const extent = (values) => values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);

// A line that ends at the edge of its target, where an arrow has room.
function shorter({ source, target }) {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const long = Math.hypot(dx, dy) || 1;
  const share = Math.max(0, (long - radius(target) - 1) / long);
  return { x1: source.x, y1: source.y, x2: source.x + dx * share, y2: source.y + dy * share };
}
