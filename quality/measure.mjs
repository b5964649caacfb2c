// Lighthouse, as on a phone with a slow line, which is its preset.

import lighthouse from "lighthouse";

export const LEAST = 95;

// One run says little: what else the machine does at that moment is measured, too. The one in the middle counts.
const RUNS = 3;

const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

const measureOnce = async (address, port) => {
  const { lhr } = await lighthouse(address, { port, onlyCategories: CATEGORIES, logLevel: "error" });
  const scores = CATEGORIES.map((name) => Math.round((lhr.categories[name].score ?? 0) * 100));
  const costs = CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs)
    .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 0.9)
    .map(({ id }) => `${lhr.audits[id].title}${lhr.audits[id].displayValue ? ` (${lhr.audits[id].displayValue})` : ""}`);
  return { scores, costs };
};

/** The four scores of a page, and what cost points; `open` starts a browser that has seen nothing yet. */
export const measure = async (address, open) => {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { port, close } = await open();
    runs.push(await measureOnce(address, port));
    await close();
  }
  runs.sort((one, other) => one.scores[0] - other.scores[0]);
  return runs[Math.floor(RUNS / 2)];
};
