// One visit of one page: axe, sideways scrolling, and what the browser complains about.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// What the browser says of the answer itself, where a page is not there on purpose.
const EXPECTED = /Failed to load resource: the server responded with a status of (403|404|409|410|422)/;

/** The address of a page; a list is asked for the first link that fits, and that page for the next one. */
export const addressOf = async (page, origin, wanted) => {
  let path = wanted.path ?? wanted.list;
  for (const link of wanted.links ?? []) {
    const answer = await page.context().request.get(origin + path);
    const links = [...(await answer.text()).matchAll(/(?:href="|<loc>)([^"<]+)/g)].map(([, one]) => new URL(one, origin).pathname);
    const found = links.find((one) => link.test(one));
    if (!found) throw new Error(`no link like ${link} on ${path}`);
    path = found;
  }
  return origin + path + (wanted.end ?? "");
};

/** What is wrong with the page, a line each, and its HTML as the shop sent it. */
export const look = async (context, origin, wanted) => {
  const page = await context.newPage();
  const findings = [];
  let html = null;
  let sent = null;
  let last = 0;
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text())) findings.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => findings.push(`script: ${error.message}`));
  page.on("response", (answer) => {
    const isPage = answer.request().isNavigationRequest() && answer.frame() === page.mainFrame();
    if (isPage) last = answer.status();
    if (isPage && !(answer.status() >= 300 && answer.status() < 400)) html = answer.text().catch(() => null);
    if (!isPage && answer.status() >= 400) findings.push(`${answer.status()} for ${answer.url()}`);
  });
  try {
    const address = await addressOf(page, origin, wanted);
    const answer = await page.goto(address);
    if (answer.status() !== wanted.status) findings.push(`status ${answer.status()}`);
    if (new URL(page.url()).pathname !== new URL(address).pathname) findings.push(`leads to ${page.url()}`);
    if (wanted.steps) await wanted.steps(page);
    await page.waitForLoadState("load");
    const due = wanted.ends ?? wanted.status;
    if (last !== due) findings.push(`ends with ${last} instead of ${due}`);
    findings.push(...await sideways(page), ...await violations(page));
    sent = await html;
    if (wanted.leave) await wanted.leave(page);
  } catch (error) {
    findings.push(error.message.split("\n")[0]);
  }
  await page.close();
  return { findings, html: sent };
};

const sideways = async (page) => {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return over > 0 ? [`scrolls sideways by ${over} px`] : [];
};

const violations = async (page) => {
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags }), RULES);
  return found.violations.map((one) => {
    const where = one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ");
    return `axe ${one.id}: ${one.help} (${where})`;
  });
};
