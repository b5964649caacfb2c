// Every page of customers worth looking at, and how somebody comes to it: an address, the first link of a list, or some steps after that.

import { NO_TOKEN, at, first, press, pressAnyway, refused, send } from "./steps.mjs";

export const stranger = [
  at("empty cart", "/cart"),
  at("empty wishlist", "/wishlist"),
  at("empty comparison", "/compare"),
  at("wrong address", "/nowhere", null, 404),
  at("sign in", "/admin/sign-in"),
  refused(at("sign in, refused", "/admin/sign-in"), send({ "#email": "nobody@fieldnote.example", "#password": "wrong" }, "form:has(#password) button")),
  at("setup, no such link", `/admin/setup/${NO_TOKEN}`, null, 404),
];

// On a product of which this variant is sold out.
const askToBeTold = (page) => press(page, ".alert-ask button");

const SOLD_OUT_VARIANT = "/products/enamel-mug?option1=Forest";

const browsing = (found) => [
  at("home", "/"),
  at("home, suggestions", "/", async (page) => {
    // On a phone the field opens first.
    if (await page.isVisible(".find-link")) await page.click(".find-link");
    await page.locator("#find").pressSequentially("jump");
    await page.waitForSelector("#find-suggestions [role=option]");
  }),
  at("category", "/categories/clothing"),
  at("category, narrowed down", "/categories/clothing?size=M&sort=price"),
  at("category, all of a facet", "/categories/clothing?all=size"),
  at("category, no price", "/categories/clothing?min=much"),
  at("category, none fits", "/categories/clothing?size=Nothing"),
  first("collection", "/sitemaps/pages.xml", /^\/collections\/[^/]+$/),
  at("search", "/search"),
  at("search, found", "/search?q=jumper"),
  at("search, second page", "/search?page=2"),
  at("search, all of a facet", "/search?all=colour"),
  at("search, corrected", "/search?q=jumpr"),
  at("search, nothing", "/search?q=zzzzzz"),
  at("product gone", found.gone, null, 410),
];

const products = (found) => [
  at("product", "/products/yoke-jumper"),
  at("product, picture", "/products/yoke-jumper", async (page) => {
    await page.click("#picture-1 a");
    await page.waitForSelector("dialog[open] img");
  }),
  at("product, seen before", "/products/yoke-jumper", async (page) => {
    const here = page.url();
    await page.goto(new URL(SOLD_OUT_VARIANT, here).href);
    await page.goto(here);
    await page.locator("[data-recent-cards] img").first().scrollIntoViewIfNeeded();
  }),
  at("product, sold out", found.soldOut),
  at("variant, sold out", SOLD_OUT_VARIANT),
  at("reviews", "/products/yoke-jumper/reviews"),
  at("alert form", SOLD_OUT_VARIANT, askToBeTold),
  refused(at("alert form, refused", SOLD_OUT_VARIANT), async (page) => {
    await askToBeTold(page);
    await send({ "#email": "ada" }, "form:has(#email) .button")(page);
  }),
  at("alert, asked for", SOLD_OUT_VARIANT, async (page) => {
    await askToBeTold(page);
    await send({ "#email": "carl@customer.example" }, "form:has(#email) .button")(page);
  }),
  at("alert, to confirm", found.alerts.asked),
  at("alert, confirmed", found.alerts.confirmed),
  at("alert, link gone", `/back-in-stock/${NO_TOKEN}`),
];

const buying = (found) => [
  at("cart", "/cart"),
  at("wishlist", "/wishlist"),
  at("wishlist, shared", found.shared),
  at("comparison", "/compare"),
  at("checkout, address", "/checkout/address"),
  refused(at("checkout, address refused", "/checkout/address"), async (page) => {
    await page.check("#billing-different");
    await send({ "#email": "ada", "#postal-code": "", "#address-line1": "" }, "form[action='/checkout/address'] button")(page);
  }),
  at("checkout, shipping", "/checkout/shipping"),
  at("checkout, payment", "/checkout/payment"),
  at("bank", found.bank),
];

const bought = (found) => [
  // Sent, arrived, and one of the two things in it has a review.
  at("order", found.order),
  at("review form", found.reviews.new),
  refused(at("review form, refused", found.reviews.new), async (page) => {
    const buffer = Buffer.from("No picture");
    await page.setInputFiles("#pictures", { name: "picture.jpg", mimeType: "image/jpeg", buffer });
    await page.fill("#name", "");
    await pressAnyway(page, ".review-send button");
  }),
  at("review form, written", found.reviews.written),
  at("review written elsewhere", found.reviews.elsewhere),
  at("review mails", `${found.reviews.new}/mails`),
];

/** What customers see; `found` comes from the guest and the staff. */
export const storefront = (found) => [...browsing(found), ...products(found), ...buying(found), ...bought(found)];

/** What a customer sees of a shop that sells nothing yet. */
export const emptyStorefront = [
  at("home", "/"),
  at("search", "/search"),
];

/** What Lighthouse measures. */
export const measured = [
  { name: "home", path: "/" },
  { name: "category", path: "/categories/clothing" },
  { name: "product", path: "/products/yoke-jumper" },
];
