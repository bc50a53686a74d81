// What a page must be, asked inside the page: each fault as a sentence. (It is sent into the browser as text: it may
// use nothing from outside itself.)
export function inspect({ width }) {
  const faults = [];
  const main = document.querySelector("main");
  if (!main) return ["the page has no <main>"];
  const called = (element) => {
    const text = (element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${element.tagName.toLowerCase()}${element.className && typeof element.className === "string" ? ` class="${element.className}"` : ""}> "${text}"`;
  };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  // -- Nothing wider than the screen, but in a box that scrolls by itself.
  const scrollers = "pre, pre > code, .picture-frame, .table-wrapper";
  let wide = 0;
  for (const element of main.querySelectorAll("*")) {
    if (element.closest("svg") && element.tagName !== "svg") continue;
    if (!isSeen(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.right <= innerWidth + 1) continue;
    const inside = element.parentElement?.closest(scrollers);
    if (inside && ["auto", "scroll"].includes(getComputedStyle(inside).overflowX)) continue;
    if (inside && element.matches("code") && getComputedStyle(element).overflowX === "auto") continue;
    if (wide++ < 3) faults.push(`wider than the page: ${called(element)}`);
  }
  for (const box of [document.documentElement, document.body, document.getElementById("mdbook-content")]) {
    if (box && box.scrollWidth > box.clientWidth + 1) faults.push(`scrolls sideways: <${box.tagName.toLowerCase()} id="${box.id}">`);
  }
  // A thing that scrolls must be reachable with the keyboard.
  for (const box of main.querySelectorAll(scrollers)) {
    if (isSeen(box) && box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible" && box.tabIndex < 0) {
      faults.push(`scrolls, and the keyboard cannot reach it: ${called(box)}`);
    }
  }

  // -- Pictures.
  for (const figure of main.querySelectorAll("figure.picture")) {
    if (!isSeen(figure)) continue;
    const svg = figure.querySelector("svg");
    const name = svg?.getAttribute("class") ?? "?";
    const box = svg?.getBoundingClientRect();
    if (!box || box.width < 100 || box.height < 30) {
      faults.push(`picture ${name} is not to be seen`);
      continue;
    }
    if (!svg.getAttribute("aria-label")) faults.push(`picture ${name} has no text alternative`);
    if (!figure.querySelector("figcaption")?.innerText.trim()) faults.push(`picture ${name} has no caption`);
    for (const text of svg.querySelectorAll("text")) {
      const at = text.getBoundingClientRect();
      if (at.width === 0 || !isSeen(text)) continue;
      const said = text.textContent.trim().slice(0, 30);
      if (at.left < box.left - 2 || at.right > box.right + 2 || at.top < box.top - 2 || at.bottom > box.bottom + 2) {
        faults.push(`picture ${name}: "${said}" sticks out of it`);
      }
      const size = parseFloat(getComputedStyle(text).fontSize) * (box.width / svg.viewBox.baseVal.width);
      if (size < 9) faults.push(`picture ${name}: "${said}" is ${size.toFixed(1)} px high`);
    }
  }
  for (const image of main.querySelectorAll("img")) {
    if (!image.complete || image.naturalWidth === 0) faults.push(`image ${image.getAttribute("src")} is not to be seen`);
  }

  // -- Text against what is behind it: 4.5 to 1, large text 3 to 1.
  const parse = (colour) => {
    let found = colour.match(/^rgba?\(([^)]*)\)$/);
    if (found) {
      const parts = found[1].split(/[ ,/]+/).map(Number);
      return [parts[0], parts[1], parts[2], parts[3] ?? 1];
    }
    found = colour.match(/^color\(srgb ([^)]*)\)$/);
    if (found) {
      const parts = found[1].split(/[ /]+/).map(Number);
      return [parts[0] * 255, parts[1] * 255, parts[2] * 255, parts[3] ?? 1];
    }
    return null;
  };
  const over = (top, below) => {
    const a = top[3];
    return [0, 1, 2].map((n) => top[n] * a + below[n] * (1 - a)).concat(1);
  };
  const thinned = (colour, share) => [colour[0], colour[1], colour[2], colour[3] * share];
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = new Map();
  const background = (element) => {
    if (!element) return [255, 255, 255, 1];
    if (!behind.has(element)) {
      const own = parse(getComputedStyle(element).backgroundColor);
      const below = background(element.parentElement);
      behind.set(element, own && own[3] > 0 ? over(own, below) : below);
    }
    return behind.get(element);
  };
  const opacity = (element, until) => {
    let share = 1;
    for (let at = element; at && at !== until; at = at.parentElement) share *= Number(getComputedStyle(at).opacity);
    return share;
  };
  // What of a drawing lies behind a point: the shapes painted before it.
  const drawings = new Map();
  const shapesOf = (svg) => {
    if (!drawings.has(svg)) {
      const shapes = Array.from(svg.querySelectorAll("rect, circle, ellipse, path, polygon"));
      const shown = shapes.filter((shape) => !shape.closest("defs, symbol, clipPath, mask, marker, pattern") && isSeen(shape));
      drawings.set(svg, shown.map((shape) => ({ shape, box: shape.getBoundingClientRect() })));
    }
    return drawings.get(svg);
  };
  const painted = (svg, text) => {
    const at = text.getBoundingClientRect();
    const [x, y] = [at.left + at.width / 2, at.top + at.height / 2];
    let colour = background(svg.parentElement);
    for (const { shape, box } of shapesOf(svg)) {
      if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
      if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
      const style = getComputedStyle(shape);
      const fill = parse(style.fill);
      const matrix = shape.getScreenCTM();
      if (!fill || !matrix || !shape.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse()))) continue;
      colour = over(thinned(fill, Number(style.fillOpacity) * opacity(shape, svg)), colour);
    }
    return colour;
  };
  const said = new Set();
  const weigh = (element, text, colour, below, size, bold) => {
    const ratio = contrast(over(colour, below), below);
    const enough = size >= 24 || (bold && size >= 18.6) ? 3 : 4.5;
    if (ratio >= enough - 0.01) return;
    const where = element.closest("svg")?.getAttribute("class") ?? (element.className.baseVal ?? element.className);
    const key = `${where} ${colour} ${below}`;
    if (said.has(key)) return;
    said.add(key);
    const hex = (c) => "#" + c.slice(0, 3).map((part) => Math.round(part).toString(16).padStart(2, "0")).join("");
    faults.push(`contrast ${ratio.toFixed(1)}: "${text.trim().slice(0, 30)}" ${hex(over(colour, below))} on ${hex(below)}, ${element.tagName.toLowerCase()} ${where}`);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("script, style, template, noscript, [aria-hidden='true'], title, desc") || !isSeen(element)) continue;
    const box = element.getBoundingClientRect();
    if (box.width === 0 || box.right < 0) continue;
    const style = getComputedStyle(element);
    const svg = element.closest("svg");
    if (svg) {
      const text = element.closest("text");
      const fill = parse(style.fill);
      if (!text || !fill) continue;
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      const colour = thinned(fill, Number(style.fillOpacity) * opacity(element, svg));
      weigh(element, texts.currentNode.data, colour, painted(svg, text), parseFloat(style.fontSize) * scale, Number(style.fontWeight) >= 600);
    } else {
      const colour = parse(style.color);
      if (!colour) continue;
      const below = background(element);
      weigh(element, texts.currentNode.data, thinned(colour, opacity(element, null)), below, parseFloat(style.fontSize), Number(style.fontWeight) >= 600);
    }
  }
  return faults;
}
