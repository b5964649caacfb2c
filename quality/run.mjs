// node run.mjs BINARY [--pages | --lighthouse] [--only PATTERN]
//
// Starts a demo shop and an empty one with BINARY, visits their pages as guest and as staff, and prints what is wrong with them. See
// README.md.

import { chromium } from "playwright-core";

import { setUp, signIn, staff } from "./colleagues.mjs";
import { emptyStorefront, measured, storefront, stranger } from "./customer-pages.mjs";
import { look } from "./look.mjs";
import { LEAST, measure } from "./measure.mjs";
import { guest, review } from "./people.mjs";
import { startEmptyShop, startShop } from "./shop.mjs";
import { admin, emptyAdmin, setup, warehouse } from "./staff-pages.mjs";
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
  console.log(`${name.padEnd(40)}${cells.map((cell) => String(cell).padStart(6)).join("")}${findings.length > 0 ? "  FAILED" : ""}`);
  findings.forEach((finding) => console.log(`    ${finding}`));
};

const BOTH = ["light", "dark"];
// Staff have no dark pages.
const LIGHT = ["light"];

// What somebody has in the browser who came in like this.
const stateOf = async (browser, enter) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await enter(page);
  const state = await context.storageState();
  await context.close();
  return state;
};

// The same guest and the same staff, in windows of each width and each colour scheme.
const visitors = async (browser, shop) => {
  const phone = await browser.newContext();
  const found = await guest(phone, shop);
  const desk = await browser.newContext();
  const desks = await staff(desk, shop, found.numbers);
  found.reviews = await review(phone, shop.origin, found);
  const [customer, colleague] = [await phone.storageState(), await desk.storageState()];
  const picker = await stateOf(browser, (page) => signIn(page, shop, shop.warehouse));
  return [
    { group: "stranger", state: undefined, schemes: BOTH, pages: stranger },
    { group: "storefront", state: customer, schemes: BOTH, pages: storefront({ ...desks, ...found }) },
    { group: "warehouse", state: picker, schemes: LIGHT, pages: warehouse },
    { group: "admin", state: colleague, schemes: LIGHT, pages: admin(desks) },
  ];
};

// Of a shop in which nobody did anything yet. `state` is asked for when those before have been.
const firstVisitors = (browser, shop) => [
  { group: "new shop", state: undefined, schemes: BOTH, pages: emptyStorefront },
  { group: "new shop", state: undefined, schemes: LIGHT, pages: setup(shop.setup) },
  { group: "new admin", state: () => stateOf(browser, (page) => setUp(page, shop)), schemes: LIGHT, pages: emptyAdmin(shop.setup) },
];

// What each page of a shop sent first, and what is wrong with it.
const visitAll = async (browser, shop, everybody, { sent, results }) => {
  for (const { group, state, schemes, pages } of everybody) {
    const wanted = pages.map((page) => ({ ...page, name: `${group}: ${page.name}` })).filter(({ name }) => isWanted(name));
    if (wanted.length === 0) continue;
    const storageState = typeof state === "function" ? await state() : state;
    for (const colorScheme of schemes) {
      for (const width of WIDTHS) {
        const context = await browser.newContext({ storageState, colorScheme, viewport: { width, height: 800 } });
        for (const page of wanted) {
          const { findings, html } = await look(context, shop.origin, page);
          const result = results.get(page.name) ?? { visits: 0, findings: new Map() };
          result.visits += 1;
          for (const finding of findings) {
            result.findings.set(finding, [...(result.findings.get(finding) ?? []), `${width} ${colorScheme}`]);
          }
          results.set(page.name, result);
          if (html && !sent.has(page.name)) sent.set(page.name, html);
        }
        await context.close();
      }
    }
  }
};

const lookAtPages = async (shop, empty) => {
  const browser = await launch();
  const [sent, results] = [new Map(), new Map()];
  await visitAll(browser, shop, await visitors(browser, shop), { sent, results });
  await visitAll(browser, empty, firstVisitors(browser, empty), { sent, results });
  await browser.close();
  const wrong = await validate(sent);
  let failed = 0;
  console.log(`\n${"page".padEnd(40)}visits  html`);
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
  console.log(`\n${"page".padEnd(40)}  perf  a11y  best   seo`);
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
    const pages = options.includes("--lighthouse") || await withEmptyShop((empty) => lookAtPages(shop, empty));
    const scores = options.includes("--pages") || await measurePages(shop);
    return pages && scores ? 0 : 1;
  } finally {
    await shop.stop();
  }
};

const withEmptyShop = async (use) => {
  const shop = await startEmptyShop(binary);
  try {
    return await use(shop);
  } finally {
    await shop.stop();
  }
};

process.exitCode = await main();
