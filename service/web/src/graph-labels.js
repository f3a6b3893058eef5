// Which names of a graph are shown: those that find room, the weightiest first; nearer, more of them do.
const SIZE = 20; // of the squares by which neighbours are found
const LETTER = 0.64; // of the height of a name, on average
const COVERED = 2; // dots that a name may hide
const LONGEST = 32;

const shorten = (label) => (label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label);

// spots: {node, x, y, r} on the screen, the weightiest first; must: nodes that are named whatever they hide.
// Gives for each named node its text and the side of the dot that it stands at: 1 right, -1 left, 0 above.
export function findNamed(spots, must, height, width, tall) {
  const dots = new Squares();
  const names = new Squares();
  for (const { x, y, r } of spots) dots.add({ left: x - r, right: x + r, top: y - r, bottom: y + r });
  const isInside = (one) => one.left >= 0 && one.right <= width && one.top >= 0 && one.bottom <= tall;
  const named = new Map();
  for (const { node, x, y, r } of [...spots].sort((a, b) => must.has(b.node) - must.has(a.node))) {
    const isForced = must.has(node);
    const places = [...(isForced ? [node.label] : []), shorten(node.label)].flatMap((text) =>
      (x > width / 2 ? [1, -1, 0] : [-1, 1, 0]).map((side) => ({ text, side, box: box(x, y, r + 4, text.length * height * LETTER, height, side) })),
    );
    const free = places.filter((one) => isInside(one.box) && !names.count(one.box, 1));
    const found = free.find((one) => isForced || dots.count(one.box, COVERED + 1) <= COVERED) ?? (isForced ? places.at(-1) : undefined);
    if (!found) continue;
    names.add(found.box);
    named.set(node, found);
  }
  return named;
}

function box(x, y, away, room, height, side) {
  const middle = x + side * (away + room / 2);
  const centre = side ? y : y - away - height * 0.5;
  return { left: middle - room / 2, right: middle + room / 2, top: centre - height * 0.65, bottom: centre + height * 0.65 };
}

class Squares {
  constructor() {
    this.held = new Map();
  }

  *keys(one) {
    for (let x = Math.floor(one.left / SIZE); x <= one.right / SIZE; x += 1) {
      for (let y = Math.floor(one.top / SIZE); y <= one.bottom / SIZE; y += 1) yield `${x} ${y}`;
    }
  }

  add(one) {
    for (const key of this.keys(one)) {
      if (!this.held.has(key)) this.held.set(key, []);
      this.held.get(key).push(one);
    }
  }

  // How many of those held it touches; stops counting at most.
  count(one, most) {
    const touched = new Set();
    for (const key of this.keys(one)) {
      for (const other of this.held.get(key) ?? []) {
        if (other.left < one.right && one.left < other.right && other.top < one.bottom && one.top < other.bottom) touched.add(other);
        if (touched.size >= most) return touched.size;
      }
    }
    return touched.size;
  }
}
