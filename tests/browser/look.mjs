// Opens an HTML file in Chromium as its readers do and prints what was found as JSON.
//
//   node look.mjs CHROMIUM FILE [--look 390-light ...] [--no-axe] [--keyboard] [--pdf FILE] [--pictures FOLDER]
//
// All four looks are taken if none is named. With --pdf the printed pages are kept, with --pictures a picture of each look, with
// --keyboard each is gone through by Tab. Each look is one width in one colour scheme: without network and with scripts off for the reader's part
// (requests, width of the page, what overflows), then with scripts for axe-core alone.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import puppeteer from "puppeteer-core";

const { values: asked, positionals: [chromium, file] } = parseArgs({
  allowPositionals: true,
  options: { look: { type: "string", multiple: true }, "no-axe": { type: "boolean" }, keyboard: { type: "boolean" }, pdf: { type: "string" }, pictures: { type: "string" } },
});
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const address = pathToFileURL(path.resolve(file)).href;
// axe takes seconds for each look. The colours of a scheme are the same at every width, and the structure at a width is the same
// in both schemes, so colours are checked once for each scheme and the structure once for each width.
const LOOKS = [
  { width: 390, scheme: "light", colours: true, structure: true },
  { width: 390, scheme: "dark", colours: false, structure: false },
  { width: 1200, scheme: "light", colours: false, structure: true },
  { width: 1200, scheme: "dark", colours: true, structure: false },
];
const chosen = LOOKS.filter(({ width, scheme }) => !asked.look || asked.look.includes(`${width}-${scheme}`));
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = "color-contrast";

if (asked.pictures) await mkdir(asked.pictures, { recursive: true });
const browser = await puppeteer.launch({
  executablePath: chromium,
  headless: true,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"],
});

async function open({ width, scheme }, scripts) {
  const page = await browser.newPage();
  const seen = { requests: [], messages: [] };
  page.on("request", (request) => seen.requests.push(request.url().slice(0, 200)));
  page.on("console", (message) => seen.messages.push(message.text()));
  page.on("pageerror", (error) => seen.messages.push(String(error)));
  await page.setViewport({ width, height: 800, deviceScaleFactor: 1 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setOfflineMode(true);
  await page.setJavaScriptEnabled(scripts);
  if (scripts) await page.setBypassCSP(true);
  await page.goto(address, { waitUntil: "load" });
  return { page, seen };
}

// What stands out beyond the right edge without a container of its own that scrolls.
function measured() {
  const wide = document.documentElement.clientWidth;
  const scrolls = (node) => node && node !== document.body && (getComputedStyle(node).overflowX === "auto" || scrolls(node.parentElement));
  const out = [...document.body.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > wide + 1 && !scrolls(node));
  // How wide opening quotes are in English words, in letters of their size.
  function* quotes() {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement: holder } = texts.currentNode;
      const place = data.indexOf("“");
      if (place < 0 || !holder.checkVisibility() || !holder.closest("[lang]").lang.startsWith("en")) continue;
      const range = document.createRange();
      range.setStart(texts.currentNode, place);
      range.setEnd(texts.currentNode, place + 1);
      yield range.getBoundingClientRect().width / parseFloat(getComputedStyle(holder).fontSize);
    }
  }
  const cut = () => [...document.querySelectorAll(".table")].filter((one) => one.clientHeight && one.scrollHeight > one.clientHeight + 9).length;
  return {
    page: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
    folded: document.querySelectorAll("details:not([open])").length,
    cut: cut(),
    window: wide,
    overflowing: out.slice(0, 5).map((node) => node.outerHTML.slice(0, 120)),
    quotes: Math.max(0, ...quotes()),
    unlabelled: [...document.images].filter((image) => !image.alt.trim()).length,
    pictures: [...document.images].map((image) => image.naturalWidth),
    background: getComputedStyle(document.body).backgroundColor,
    text: document.body.innerText.length,
    cutOnceTicked: (document.querySelectorAll("input").forEach((one) => { one.checked = true; }), cut()),
  };
}

// Texts that stand out of their picture, where the picture's own fonts may be missing.
function outside() {
  const out = [];
  for (const image of document.images) {
    if (!image.src.startsWith("data:image/svg+xml;base64,")) continue;
    const source = new TextDecoder().decode(Uint8Array.from(atob(image.src.split(",")[1]), (one) => one.charCodeAt(0)));
    const drawn = document.body.appendChild(document.importNode(new DOMParser().parseFromString(source, "image/svg+xml").documentElement, true));
    drawn.style.overflow = "visible";
    const box = drawn.getBoundingClientRect();
    for (const text of drawn.querySelectorAll("text")) {
      const own = text.getBoundingClientRect();
      if (own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 2 || own.bottom > box.bottom + 2) out.push(text.textContent);
    }
    drawn.remove();
  }
  return out;
}

// axe reads no colour over a gradient: the shadows at the edges of tables are taken away. In thousands of cells, of which it
// would read each for minutes, they stay; their colours are those of shorter reports.
const CELLS = 3000;
async function checked(page, { colours, structure }) {
  const cells = await page.evaluate(() => document.querySelectorAll("td").length);
  if (cells < CELLS) await page.addStyleTag({ content: ".table, .drawing { background: var(--paper) !important }" });
  await page.evaluate(axe);
  const choice = structure ? { runOnly: TAGS, rules: { [COLOURS]: { enabled: colours } } } : { runOnly: [COLOURS] };
  const found = await page.evaluate((options) => window.axe.run(document, options), { ...choice, resultTypes: ["violations"] });
  return found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 200)) }));
}

// With all folds open: the tables and drawings that the keyboard stops at though they do not scroll, how many stops there are,
// and those that scroll and where some browsers have no stop.
async function stops(page) {
  const open = () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const wide = [...document.querySelectorAll(".table, .drawing")].filter((one) => one.scrollWidth > one.clientWidth + 1);
    return wide.filter((one) => !one.matches("[tabindex]") && !one.querySelector("a, input")).map((one) => one.className);
  };
  const here = () => {
    const one = document.activeElement;
    const scrolls = one.scrollWidth > one.clientWidth;
    return { ended: one === document.body, name: one.matches(".table, .drawing") && one.className, scrolls };
  };
  const unreached = await page.evaluate(open);
  const idle = [];
  for (let tables = 0, presses = 0; presses < 2000; presses += 1) {
    await page.keyboard.press("Tab");
    const { ended, name, scrolls } = await page.evaluate(here);
    if (ended) return { tables, idle, unreached };
    if (name) tables += 1;
    if (name && !scrolls) idle.push(name);
  }
  throw new Error("the keyboard does not come to the end of the page");
}

const looks = [];
for (const look of chosen) {
  const { page, seen } = await open(look, false);
  const result = { ...look, ...seen, ...(await page.evaluate(measured)), outside: await page.evaluate(outside), violations: [] };
  if (asked.keyboard) result.keyboard = await stops(page);
  if (asked.pictures) await page.screenshot({ path: path.join(asked.pictures, `${look.width}-${look.scheme}.png`), fullPage: true });
  await page.close();
  if (!asked["no-axe"] && (look.colours || look.structure)) {
    const { page: live } = await open(look, true);
    result.violations = await checked(live, look);
    await live.close();
  }
  looks.push(result);
}
if (asked.pdf) {
  const { page } = await open(LOOKS[0], false);
  await page.pdf({ preferCSSPageSize: true, printBackground: true, path: asked.pdf, timeout: 0 }); // whoever calls this sets the limit
}
await browser.close();
console.log(JSON.stringify(looks));
