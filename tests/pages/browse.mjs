// Opens pages in headless Chromium, as the JSON on standard input asks, and says what it found.
//
// In:  {"tools": folder of node_modules, "chromium": program, "profile": empty folder,
//       "visits": [{"url", "width", "height", "dark", "script", "axe", "keys", "picture", "pdf"}]}
// Out: one object a visit: "violations" of axe, "requests" made, "errors" of the page, "text",
//      "overflow" in pixels, and after each press of Tab the element in "focus".
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const job = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(join(job.tools, "node_modules", "x.js"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  executablePath: job.chromium,
  headless: true,
  userDataDir: job.profile,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--font-render-hinting=none", "--force-color-profile=srgb", "--hide-scrollbars",
  ],
});

// What a reader who only has a keyboard meets: where the focus is, and whether that can be seen.
function focused() {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return {
    tag: at.tagName.toLowerCase(),
    text: (at.getAttribute("aria-label") || at.textContent).trim().slice(0, 60),
    href: at.getAttribute("href") || "",
    outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    shown: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0,
  };
}

async function visited(visit) {
  const page = await browser.newPage();
  const found = { requests: [], errors: [], focus: [] };
  page.on("pageerror", (error) => found.errors.push(String(error)));
  page.on("console", (line) => line.type() === "error" && found.errors.push(line.text()));
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("data:")) found.requests.push(url);
    return new URL(url).origin === new URL(visit.url).origin || url.startsWith("data:")
      ? request.continue() : request.abort();
  });
  await page.setJavaScriptEnabled(visit.script !== false);
  await page.setViewport({
    width: visit.width || 1280, height: visit.height || 900, deviceScaleFactor: visit.scale || 1,
  });
  const scheme = { name: "prefers-color-scheme", value: visit.dark ? "dark" : "light" };
  await page.emulateMediaFeatures([scheme, { name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(visit.url, { waitUntil: "load" });
  await page.evaluate("document.fonts.ready.then(() => true)");
  found.text = await page.evaluate("document.body.innerText");
  found.overflow = await page.evaluate(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth");
  if (visit.axe) {
    await page.evaluate(axe);
    const result = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
    found.violations = result.violations.map((one) => ({
      id: one.id, help: one.help, nodes: one.nodes.map((node) => node.html.slice(0, 200)),
    }));
  }
  for (let press = 0; press < (visit.keys || 0); press += 1) {
    await page.keyboard.press("Tab");
    found.focus.push(await page.evaluate(focused));
  }
  if (visit.enter) {
    await page.keyboard.press("Enter");
    found.hash = await page.evaluate("location.hash");
  }
  if (visit.picture) {
    const [x, y, width, height] = visit.clip || [];
    const clip = visit.clip && { clip: { x, y, width, height }, captureBeyondViewport: true };
    await page.screenshot({ path: visit.picture, fullPage: Boolean(visit.whole), ...clip });
  }
  if (visit.pdf) await page.pdf({ path: visit.pdf, format: "A4", preferCSSPageSize: true });
  await page.close();
  return found;
}

const answers = [];
try {
  for (const visit of job.visits) answers.push(await visited(visit));
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(answers));
