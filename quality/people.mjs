// What customers did before their pages are looked at: a guest who is about to pay has bought three times, written a review, and waits for
// something that is sold out.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import { open, pathOf, press } from "./steps.mjs";

const ADDRESS = {
  email: "ada@customer.example",
  "given-name": "Ada",
  "family-name": "Lovelace",
  "address-line1": "Lindenallee 4",
  "postal-code": "10115",
  "address-level2": "Berlin",
};

const MAIL_SECONDS = 30;

const JUMPER = ["/products/yoke-jumper", "Berry", "M"];
const PENCILS = ["/products/pencil-set"];

const addToCart = async (page, origin, [product, ...choices]) => {
  await open(page, origin, product);
  for (const choice of choices) await page.click(`label:has(> input[value='${choice}'])`);
  await press(page, "#buy-form button:not([formmethod]):not([formaction])");
};

// From the cart to the page on which the order is placed.
const upToPayment = async (page, origin) => {
  await open(page, origin, "/checkout/address");
  for (const [token, value] of Object.entries(ADDRESS)) await page.fill(`[autocomplete~='${token}']`, value);
  await press(page, "form[action='/checkout/address'] button");
  await press(page, "form[action='/checkout/shipping'] button");
};

// Up to the page on which a card is asked for.
const order = async (page, origin, ...things) => {
  for (const thing of things) await addToCart(page, origin, thing);
  await upToPayment(page, origin);
  await page.click("label:has(> input[value='sandbox'])");
  await press(page, "form[action='/checkout/place'] button");
};

const buy = async (page, origin, ...things) => {
  await order(page, origin, ...things);
  await page.fill("[autocomplete~='cc-number']", "4242 4242 4242 4242");
  await press(page, "form:has([autocomplete~='cc-number']) button");
  await page.waitForURL(/\/orders\/[^/]+$/);
  const number = (await page.textContent(".page-head .eyebrow")).replace(/\D/g, "");
  return { page: pathOf(page), number };
};

/** A guest with a full cart, wishlist and comparison, and addresses that only guests have. */
export const guest = async (context, shop) => {
  const { origin } = shop;
  const page = await context.newPage();
  await order(page, origin, JUMPER);
  const bank = pathOf(page);
  const large = await buy(page, origin, JUMPER, PENCILS);
  const small = await buy(page, origin, PENCILS);
  const shared = await share(page, origin);
  const alerts = await waitForStock(page, shop);
  await addToCart(page, origin, JUMPER);
  await upToPayment(page, origin);
  await page.close();
  return { bank, order: large.page, later: small.page, numbers: [large.number, small.number], shared, alerts };
};

const share = async (page, origin) => {
  for (const slug of await products(page, origin)) {
    for (const list of ["/wishlist", "/compare"]) {
      await open(page, origin, slug);
      await press(page, `button[formaction='${list}']`);
    }
  }
  await open(page, origin, "/wishlist");
  const button = page.locator("form[action='/wishlist/share'] button");
  if (await button.count() > 0) await press(page, "form[action='/wishlist/share'] button");
  const link = await page.locator("input[value*='/wishlists/'], a[href*='/wishlists/']").first();
  return link.evaluate((one) => new URL(one.value || one.href).pathname);
};

const products = async (page, origin) => {
  await open(page, origin, "/categories/clothing");
  const links = await page.$$eval("main a[href^='/products/']", (all) => all.map((one) => new URL(one.href).pathname));
  return [...new Set(links)].slice(0, 3);
};

// Two ask to be told; one of them has pressed the button behind the link in the mail.
const waitForStock = async (page, shop) => {
  const ask = async (email) => {
    await open(page, shop.origin, "/products/enamel-mug?option1=Forest");
    await press(page, ".alert-ask button");
    await page.fill("#email", email);
    await press(page, "form:has(#email) .button");
    return linkTo(shop, email, /\/back-in-stock\/[\w-]{43}/);
  };
  const asked = await ask("dora@customer.example");
  const confirmed = await ask("emil@customer.example");
  await open(page, shop.origin, confirmed);
  await press(page, "button[value='confirm']");
  return { asked, confirmed };
};

// In a mail that was or will be written to `email`.
const linkTo = async (shop, email, link) => {
  const outbox = join(shop.folder, "outbox");
  for (let waited = 0; waited < MAIL_SECONDS * 10; waited += 1) {
    const names = await readdir(outbox).catch(() => []);
    for (const name of names.filter((one) => one.endsWith(".json"))) {
      const text = await readFile(join(outbox, name), "utf8");
      const found = text.includes(email) ? text.match(link) : null;
      if (found) return found[0];
    }
    await new Promise((over) => setTimeout(over, 100));
  }
  throw new Error(`no mail with ${link} to ${email}`);
};

/** The guest reviews one thing of what arrived; answers the forms of that one, of another, and of the same bought once more. */
export const review = async (context, origin, found) => {
  const page = await context.newPage();
  const form = async (path, product) => {
    await open(page, origin, path);
    await press(page, `button[form^='review-']:has-text("${product}")`);
    return pathOf(page);
  };
  const written = await form(found.order, "pencils");
  await page.click("label:has(> input[value='4'])");
  await page.fill("[name='text']", "They keep their point, and the softest one does not smear.");
  await press(page, ".review-send button");
  const other = await form(found.order, "jumper");
  const elsewhere = await form(found.later, "pencils");
  await page.close();
  return { new: other, written, elsewhere };
};
