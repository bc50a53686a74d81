// The book as a browser shows it: every page, from a server and from disk, on a telephone and on a desk, light and dark.
//
//   node browse.mjs BOOK [--shots DIR] [--all-themes] [PAGE…]     checks; `cargo x browse` starts it
//   node browse.mjs --share ROOT                                  draws theme/share.svg and theme/favicon.svg as PNG
//
// It prints one line for each fault, with the themes and widths that show it, and exits 1 if there was any.
import { chromium } from "playwright-core";
import { createServer } from "node:http";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { extname, join, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "./inspect.mjs";
import { steppers } from "./stepper.mjs";

const WIDTHS = [390, 1280];
/// What a reader gets who chooses nothing; `--all-themes` looks at the other three as well.
let themes = ["light", "navy"];
/// What a reader will look for, and must find.
const WORDS = ["waker", "epoll", "GIL", "starvation"];
/// Where GitHub serves a project's pages: below its name. A link that starts with `/` shows here.
const BASE = "/async-from-the-socket-up/";
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"];

/// What is wrong, and on which pages and how these were looked at.
const faults = new Map();
const fault = (page, what, how = "") => {
  if (!faults.has(what)) faults.set(what, new Map());
  const pages = faults.get(what);
  // What is wrong on a page is wrong on the page that holds all of them, and from disk: it is said once.
  const again = page.startsWith("file://") || page === "print.html";
  if (again && pages.size > 0) return;
  if (!pages.has(page)) pages.set(page, []);
  if (how && !pages.get(page).includes(how)) pages.get(page).push(how);
};
const report = () => {
  const lines = [...faults].flatMap(([what, pages]) =>
    [...pages].map(([page, how]) => `${page}: ${what}${how.length ? ` (${how.join("; ")})` : ""}`));
  for (const line of lines.sort()) console.log(line);
  return lines.length;
};

function launch() {
  const found = [process.env.CHROME, ...BROWSERS].find((path) => path && existsSync(path));
  if (!found) {
    console.error("no Chromium here: install it (Debian: apt-get install chromium), or say where it is in CHROME");
    process.exit(2);
  }
  return chromium.launch({
    executablePath: found,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"],
  });
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

/// The pages that mdBook made (a chapter may have HTML of its own beside it), and those that lead on to another.
function pagesOf(book) {
  const html = walk(book).filter((path) => path.endsWith(".html"));
  const named = (test) => html.filter((path) => test(readFileSync(path, "utf8"))).map((path) => relative(book, path).split(sep).join("/"));
  return {
    pages: named((text) => text.includes('<div id="mdbook-content"')).sort(),
    redirects: named((text) => text.includes('http-equiv="refresh"')).sort(),
  };
}

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png",
  ".json": "application/json", ".woff2": "font/woff2" };

async function serve(book) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let file = path.startsWith(BASE) ? resolve(book, path.slice(BASE.length)) : "";
    if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = file.startsWith(book) && existsSync(file);
    response.writeHead(found ? 200 : 404, { "content-type": TYPES[found ? extname(file) : ".html"] ?? "application/octet-stream" });
    response.end(readFileSync(found ? file : join(book, "404.html")));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

/// A tab that reports what goes wrong in it. `state.name` is the page it is at.
async function open(browser, { width, theme, origin }) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme === "light" || theme === "rust" ? "light" : "dark",
    reducedMotion: "reduce",
  });
  await context.addInitScript((theme) => {
    try { localStorage.setItem("mdbook-theme", theme); } catch { /* from disk there may be none */ }
    // The print page asks for the printer.
    window.print = () => {};
  }, theme);
  const tab = await context.newPage();
  const state = { name: "", missing: false };
  // Chromium asks for it at the root of a server where a page (one that only leads on) names no icon.
  const asked = (url) => url.endsWith("/favicon.ico");
  tab.on("console", (message) => {
    if (message.type() === "error" && !state.missing && !asked(message.location().url)) fault(state.name, `console: ${message.text()}`);
  });
  tab.on("pageerror", (error) => fault(state.name, `script: ${error.message}`));
  tab.on("requestfailed", (request) => {
    // A page that is left while it loads is no fault of the page.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") fault(state.name, `failed: ${request.url()}`);
  });
  tab.on("response", (response) => {
    if (response.status() >= 400 && !state.missing && !asked(response.url())) fault(state.name, `${response.status()}: ${response.url()}`);
  });
  tab.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) fault(state.name, `off the book: ${request.url()}`);
  });
  return { context, tab, state };
}

async function look(tab, state, { width, theme }) {
  for (const what of await tab.evaluate(inspect, { width })) fault(state.name, what, `${theme} ${width}`);
}

/// Tab by tab through the whole page: nothing that can be used may be out of reach, and one must see where one is.
async function keyboard(tab, state) {
  const wanted = await tab.evaluate(() => {
    const usable = "a[href], button, input, select, textarea, summary, audio, video, [tabindex]:not([tabindex='-1'])";
    const seen = Array.from(document.querySelectorAll(usable)).filter((element) =>
      element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }));
    seen.forEach((element, n) => (element.dataset.n = n));
    return seen.length;
  });
  const reached = new Set();
  for (let n = 0; n < wanted * 2 + 50 && reached.size < wanted; n++) {
    await tab.keyboard.press("Tab");
    const at = await tab.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
      return { n: element.dataset.n, shown, called: element.outerHTML.slice(0, 90) };
    });
    if (at.n !== undefined && !at.shown) fault(state.name, `the keyboard is here and nothing shows it: ${at.called}`);
    if (at.n !== undefined) reached.add(Number(at.n));
  }
  if (reached.size < wanted) {
    const lost = await tab.evaluate((reached) => Array.from(document.querySelectorAll("[data-n]"))
      .filter((element) => !reached.includes(Number(element.dataset.n))).map((element) => element.outerHTML.slice(0, 90)), [...reached]);
    for (const what of lost.slice(0, 5)) fault(state.name, `the keyboard does not reach ${what}`);
  }
}

async function search(tab, state) {
  for (const word of WORDS) {
    await tab.keyboard.press("/");
    const bar = tab.locator("#mdbook-searchbar");
    // The index is read when the bar is first opened; until then what is typed finds nothing.
    let shown = [];
    for (let tries = 0; tries < 50 && shown.length === 0; tries++) {
      await bar.fill("");
      await bar.pressSequentially(word);
      await tab.waitForTimeout(100);
      const texts = await tab.locator("#mdbook-searchresults li").allInnerTexts();
      shown = texts.filter((text) => text.toLowerCase().includes(word.toLowerCase()));
    }
    if (shown.length === 0) fault(state.name, `search finds no "${word}"`);
    await tab.keyboard.press("Escape");
  }
}

async function check(book, shots, only) {
  const found = pagesOf(book);
  const pages = found.pages.filter((page) => only.length === 0 || only.some((part) => page.includes(part)));
  if (pages.length === 0) {
    console.error(`no page to look at in ${book}`);
    process.exit(2);
  }
  const { server, origin } = await serve(book);
  const browser = await launch();
  const disk = pathToFileURL(book + sep).href;

  for (const theme of themes) {
    for (const width of WIDTHS) {
      const { context, tab, state } = await open(browser, { width, theme, origin });
      for (const page of pages) {
        // All pages in one: nobody reads that on a telephone, and it is too long for one picture. On paper it is a PDF.
        const isPrint = page === "print.html";
        if (isPrint && width !== 1280) continue;
        state.name = page;
        state.missing = page === "404.html";
        await tab.goto(state.missing ? `${origin}${BASE}no/such/page.html` : `${origin}${BASE}${page}`, { waitUntil: "load" });
        if (shots) {
          mkdirSync(shots, { recursive: true });
          const file = `${page.replace(/\.html$/, "").replaceAll("/", "-")}-${theme}-${width}.png`;
          if (!isPrint) await tab.screenshot({ path: join(shots, file), fullPage: true });
          else if (theme === "navy") await tab.pdf({ path: join(shots, "print.pdf"), format: "A4", timeout: 120_000 });
        }
        // What is folded is looked at too; in the picture it is shut, as a reader finds it.
        await tab.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
        await look(tab, state, { width, theme });
        if (!isPrint) {
          if (theme === "light") await keyboard(tab, state);
        }
      }
      if (only.length === 0 && width === 1280 && theme === "light") {
        state.name = "search";
        state.missing = false;
        await tab.goto(`${origin}${BASE}index.html`, { waitUntil: "load" });
        await search(tab, state);
        for (const page of found.redirects) {
          state.name = page;
          await tab.goto(`${origin}${BASE}${page}`, { waitUntil: "load" });
          await tab.waitForURL("**/index.html", { timeout: 5000 }).catch(() => fault(page, "does not lead to index.html"));
        }
      }
      await context.close();
    }
  }

  // From disk, as from an archive: no server makes up for a wrong link.
  const { context, tab, state } = await open(browser, { width: 1280, theme: "light", origin: disk });
  for (const page of pages.filter((page) => page !== "404.html")) {
    state.name = `file://${page}`;
    await tab.goto(disk + page, { waitUntil: "load" });
    await look(tab, state, { width: 1280, theme: "light" });
  }
  if (only.length === 0) {
    state.name = "file://search";
    await tab.goto(disk + "index.html", { waitUntil: "load" });
    await search(tab, state);
  }
  await context.close();

  const stepped = await steppers(browser, book, pages, fault);
  if (only.length === 0 && stepped < 2) fault("steppers", `only ${stepped} are there`);
  await browser.close();
  server.close();
  const count = report();
  console.log(`${pages.length} pages, ${count} faults${shots ? `, pictures in ${shots}` : ""}`);
  process.exit(count === 0 ? 0 : 1);
}

async function share(root) {
  const browser = await launch();
  const draw = async (from, to, width, height) => {
    const tab = await browser.newPage({ viewport: { width, height } });
    const svg = readFileSync(join(root, from), "utf8");
    await tab.setContent(`<style>body{margin:0}svg{display:block;width:${width}px;height:${height}px}</style>${svg}`);
    writeFileSync(join(root, to), await tab.screenshot({ omitBackground: true }));
  };
  await draw("theme/share.svg", "chapters/figures/share.png", 1200, 630);
  await draw("theme/favicon.svg", "theme/favicon.png", 64, 64);
  await browser.close();
}

const words = process.argv.slice(2);
if (words[0] === "--share") {
  await share(resolve(words[1]));
} else {
  const all = words.indexOf("--all-themes");
  if (all >= 0) {
    words.splice(all, 1);
    themes = ["light", "rust", "coal", "navy", "ayu"];
  }
  const at = words.indexOf("--shots");
  const shots = at < 0 ? null : resolve(words.splice(at, 2)[1] ?? "shots");
  await check(resolve(words[0]), shots, words.slice(1));
}
