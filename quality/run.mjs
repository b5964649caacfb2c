// node run.mjs BINARY [--pages | --lighthouse] [--only PATTERN]
//
// Starts a demo shop with BINARY, visits its pages as guest and as staff, and prints what is wrong with them. See README.md.

import { chromium } from "playwright-core";

import { look } from "./look.mjs";
import { LEAST, measure } from "./measure.mjs";
import { admin, measured, storefront, stranger } from "./pages.mjs";
import { guest, reviewForm, signIn, staff } from "./people.mjs";
import { startShop } from "./shop.mjs";
import { validate } from "./validate.mjs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const WIDTHS = [360, 1280];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const [binary, ...options] = process.argv.slice(2);
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] ?? "" : null);
const only = option("--only");

const isWanted = (name) => only === null || new RegExp(only).test(name);

const launch = (more = []) => chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more] });

const line = (name, cells, findings) => {
  console.log(`${name.padEnd(34)}${cells.map((cell) => String(cell).padStart(6)).join("")}${findings.length > 0 ? "  FAILED" : ""}`);
  findings.forEach((finding) => console.log(`    ${finding}`));
};

// The same guest and the same staff, in windows of each width and each colour scheme.
const visitors = async (browser, shop) => {
  const phone = await browser.newContext();
  const found = await guest(phone, shop.origin);
  const desk = await browser.newContext();
  const desks = await staff(desk, shop, found.number);
  found.review = await reviewForm(phone, shop.origin, found.order);
  const [customer, colleague] = [await phone.storageState(), await desk.storageState()];
  return [
    { group: "stranger", state: undefined, schemes: ["light", "dark"], pages: stranger },
    { group: "storefront", state: customer, schemes: ["light", "dark"], pages: storefront(found) },
    // Staff have no dark pages.
    { group: "admin", state: colleague, schemes: ["light"], pages: admin(desks) },
  ];
};

const visitAll = async (shop) => {
  const browser = await launch();
  const sent = new Map();
  const results = new Map();
  for (const { group, state, schemes, pages } of await visitors(browser, shop)) {
    for (const colorScheme of schemes) {
      for (const width of WIDTHS) {
        const context = await browser.newContext({ storageState: state, colorScheme, viewport: { width, height: 800 } });
        for (const wanted of pages) {
          const name = `${group}: ${wanted.name}`;
          if (!isWanted(name)) continue;
          const { findings, html } = await look(context, shop.origin, wanted);
          const result = results.get(name) ?? { visits: 0, findings: new Map() };
          result.visits += 1;
          for (const finding of findings) {
            result.findings.set(finding, [...(result.findings.get(finding) ?? []), `${width} ${colorScheme}`]);
          }
          results.set(name, result);
          if (html && !sent.has(name)) sent.set(name, html);
        }
        await context.close();
      }
    }
  }
  await browser.close();
  return { results, sent };
};

const lookAtPages = async (shop) => {
  const { results, sent } = await visitAll(shop);
  const wrong = await validate(sent);
  let failed = 0;
  console.log(`\n${"page".padEnd(34)}visits  html`);
  for (const [name, { visits, findings }] of results) {
    const html = wrong.get(name) ?? ["html: none was sent"];
    const told = [...[...findings].map(([finding, where]) => `${finding} [${where.join(", ")}]`), ...html];
    failed += told.length > 0 ? 1 : 0;
    line(name, [visits, html.length], told);
  }
  console.log(`${results.size} pages, ${failed} with findings`);
  return results.size > 0 && failed === 0;
};

const measurePages = async (shop) => {
  const port = 9222 + (process.pid % 1000);
  const open = async () => {
    const browser = await launch([`--remote-debugging-port=${port}`]);
    return { port, close: () => browser.close() };
  };
  let passed = true;
  console.log(`\n${"page".padEnd(34)}  perf  a11y  best   seo`);
  for (const { name, path } of measured.filter((one) => isWanted(one.name))) {
    const { scores, costs } = await measure(shop.origin + path, open);
    const isGood = scores.every((score) => score >= LEAST);
    passed &&= isGood;
    line(name, scores, isGood ? [] : [...costs, `less than ${LEAST}`]);
  }
  return passed;
};

const main = async () => {
  const isNothing = options.includes("--pages") && options.includes("--lighthouse");
  if (!binary || binary.startsWith("--") || only === "" || isNothing) {
    console.error("node run.mjs BINARY [--pages | --lighthouse] [--only PATTERN]");
    return 2;
  }
  const shop = await startShop(binary);
  try {
    const pages = options.includes("--lighthouse") || await lookAtPages(shop);
    const scores = options.includes("--pages") || await measurePages(shop);
    return pages && scores ? 0 : 1;
  } finally {
    await shop.stop();
  }
};

process.exitCode = await main();
