// Every page of staff worth looking at, and how somebody comes to it. See customer-pages.mjs.

import { candles, choose, sendFile } from "./colleagues.mjs";
import { KEY, after, at, first, one, press, pressAnyway, refused, send, tooLate } from "./steps.mjs";

const SAVE = ".sticky-save button";
const SAVE_FORM = "form[data-guard] button.btn-primary";

// What the list of products does with its first rows.
const bulk = (what) => (page) => choose(page, what, [0, 1]);

const PRODUCT = ["/admin/products", one("/admin/products")];
const STOCK = [...PRODUCT, one("/admin/stock")];
const CATEGORY = ["/admin/categories", one("/admin/categories")];
const ATTRIBUTE = ["/admin/attributes", one("/admin/attributes")];
const TYPE = ["/admin/product-types", one("/admin/product-types")];
const COLLECTION = ["/admin/collections", one("/admin/collections")];
const MEMBER = ["/admin/staff", one("/admin/staff")];
const TO_PICK = ["/warehouse", one("/warehouse/orders")];

const lists = [
  at("dashboard", "/admin"),
  at("wrong address", "/admin/nowhere", null, 404),
  at("password", "/admin/password"),
  refused(at("password, refused", "/admin/password"), send({ "#password": "short" }, "form:has(#password) button")),
  at("products", "/admin/products"),
  at("products, none fits", "/admin/products?q=zzzzzz"),
  at("products, narrowed down", "/admin/products?status=active&stock=low"),
  at("products, picker", "/admin/products", async (page) => {
    await page.locator("#category").pressSequentially("c");
    await page.waitForSelector(".picker-list [data-value]");
  }),
  // Two others each time.
  at("products, changed", "/admin/products?q=winter+candle&status=draft", async (page) => {
    await bulk("archive")(page);
    await page.waitForSelector("[data-toast] form");
  }),
  at("reviews", "/admin/reviews"),
  first("review", "/admin/reviews", one("/admin/reviews")),
  at("mails", "/admin/mail"),
  first("mail", "/admin/mail", /^\/admin\/mail\/[^/]+$/),
  at("jobs", "/admin/jobs"),
];

const manyAtOnce = (found) => [
  at("bulk, prices", "/admin/products", bulk("price")),
  at("bulk, prices shown", "/admin/products", async (page) => {
    await bulk("price")(page);
    await send({ "#by": "10" }, "button[value='preview']")(page);
  }),
  refused(at("bulk, prices refused", "/admin/products"), async (page) => {
    await bulk("price")(page);
    await send({ "#by": "much" }, "button[value='preview']")(page);
  }),
  at("bulk, category", "/admin/products", bulk("add-category")),
  refused(at("bulk, category refused", "/admin/products"), async (page) => {
    await bulk("add-category")(page);
    await send({ "#category": "No such category" }, "button[value='change']")(page);
  }),
  at("bulk, tag", "/admin/products", bulk("add-tag")),
  at("bulk, done", found.changed),
  at("bulk, undone", found.undone),
];

const products = (found) => [
  first("product", ...PRODUCT),
  at("product, all open", "/admin/products", async (page) => {
    await press(page, "a.row-link");
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  }),
  refused(at("product, refused", found.draft), send({ "#title": "", "[name='variants.0.price']": "a lot", "#slug": "!" }, SAVE)),
  after(at("product, saved by two", found.draft), tooLate("#title", () => `Candle in a glass ${Date.now()}`, "Candle in a jar", SAVE), 409),
  after(first("product, preview", ...PRODUCT), preview),
  at("new product", "/admin/products/new"),
  refused(at("new product, refused", "/admin/products/new"), send({ "#title": "Mug", "[name='variants.0.price']": "a lot" }, SAVE)),
  first("stock", ...STOCK),
  refused(first("stock, refused", ...STOCK), send({ "#on_hand": "-1" }, "form:has(#on_hand) button")),
  after(first("stock, counted by two", ...STOCK), tooLate("#on_hand", () => `${100 + (Date.now() % 800)}`, "7", "form:has(#on_hand) button"), 409),
];

// Without script a button shows the description on a page of its own; here it opens in the place of the form.
async function preview(page) {
  await Promise.all([page.waitForNavigation(), page.locator("[data-preview] button").evaluate((button) => {
    button.formTarget = "_self";
    button.form.requestSubmit(button);
  })]);
}

// One without others below it, which can be deleted.
const toClothing = (page) => press(page, "main a:has-text('Clothing')");

const catalogue = [
  at("categories", "/admin/categories"),
  first("category", ...CATEGORY),
  refused(first("category, refused", ...CATEGORY), send({ "#title": "", "#position": "" }, SAVE_FORM)),
  after(first("category, saved by two", ...CATEGORY), tooLate("#seo_title", () => `For the kitchen, ${Date.now()}`, "For cooks", SAVE_FORM), 409),
  at("category, may be deleted", "/admin/categories", toClothing),
  at("delete category", "/admin/categories", async (page) => {
    await toClothing(page);
    await page.goto(`${page.url()}/delete`);
  }),
  at("delete category, in place", "/admin/categories", async (page) => {
    await toClothing(page);
    await page.click("[data-confirm]");
    await page.waitForSelector("dialog[open]");
  }),
  at("category, library", "/admin/categories/new", async (page) => {
    await page.click("[data-choose]");
    await page.waitForSelector("dialog[open] button[data-key]");
  }),
  at("new category", "/admin/categories/new"),
  at("library", "/admin/media"),
  first("picture", "/admin/media", /^\/admin\/media\/(?!choose)[^/]+$/),
  at("attributes", "/admin/attributes"),
  first("attribute", ...ATTRIBUTE),
  refused(first("attribute, refused", ...ATTRIBUTE), send({ "[name='labels.en']": "", "[name='labels.de']": "" }, SAVE_FORM)),
  at("new attribute", "/admin/attributes/new"),
  refused(at("new attribute, refused", "/admin/attributes/new"), send({ "#labels": "", "#key": "A key!" }, SAVE_FORM)),
  at("product types", "/admin/product-types"),
  first("product type", ...TYPE),
  refused(first("product type, refused", ...TYPE), send({ "#name": "" }, SAVE_FORM)),
  at("new product type", "/admin/product-types/new"),
  at("collections", "/admin/collections"),
  first("collection", ...COLLECTION),
  refused(first("collection, refused", ...COLLECTION), async (page) => {
    await press(page, "button[value='add-category']");
    await send({ "#title": "" }, SAVE)(page);
  }),
  at("new collection", "/admin/collections/new"),
];

const search = (found) => [
  at("search", "/admin/search"),
  at("search report", "/admin/search/report"),
  at("synonym", found.synonym),
  refused(at("synonym, refused", found.synonym), send({ "#words": "couch" }, SAVE_FORM)),
  at("new synonym", "/admin/search/synonyms/new"),
  at("pins", found.pins),
  at("pins, found", `${found.pins}?find=mug`),
  at("pins, nothing found", `${found.pins}?find=zzzzzz`),
  at("new pins", "/admin/search/pins/new"),
  refused(at("new pins, refused", "/admin/search/pins/new"), send({ "#text": "" }, "form:has(#text) button.btn-primary")),
];

const files = (found) => [
  at("tasks", "/admin/tasks"),
  at("task, import", found.task),
  at("task, export", found.exported),
  at("imports", "/admin/imports"),
  refused(at("imports, no file", "/admin/imports"), (page) => pressAnyway(page, "form:has(#file) button")),
  at("import, columns", found.mapping),
  refused(at("import, columns refused", found.mapping), async (page) => {
    for (const column of [0, 1]) await page.selectOption(`[name='columns.${column}']`, { label: "Title" });
    await press(page, "form[action$='/mapping'] button");
  }),
  at("import, checked", found.checked),
  at("import, done", found.imported),
  {
    ...at("import, running", "/admin/imports", async (page) => {
      await sendFile(page, "Everything.csv", candles("all", 20_000));
      await press(page, "form[action$='/check'] button");
      await page.waitForSelector(".task .pill.go");
    }),
    leave: (page) => press(page, "form[action$='/cancel'] button"),
  },
];

const office = [
  at("staff", "/admin/staff"),
  first("staff member", ...MEMBER),
  refused(first("staff member, refused", ...MEMBER), send({ "#name": "" }, SAVE_FORM)),
  at("new staff", "/admin/staff/new"),
  refused(at("new staff, refused", "/admin/staff/new"), send({ "#email": "ada", "#password": "short" }, SAVE_FORM)),
  at("settings", "/admin/settings"),
  refused(at("settings, refused", "/admin/settings"), send({ "#contact_email": "nobody", "[name='countries.0.tax_rate']": "a lot" }, SAVE)),
  after(at("settings, saved by two", "/admin/settings"), tooLate("#bank_name", () => `Bank ${Date.now()}`, "Our bank", SAVE), 409),
];

const orders = (found) => [
  at("orders", "/admin/orders"),
  at("order", found.order),
  // The newest ones have been sent.
  { ...first("cancel order", "/admin/orders", new RegExp(`^(?!${found.orders.join("|")})/admin/orders/${KEY}$`)), end: "/cancel" },
  at("warehouse", "/warehouse"),
  first("to pick", ...TO_PICK),
  refused(first("to pick, refused", ...TO_PICK), async (page) => {
    await page.click("#quantities summary");
    for (const field of await page.locator("#quantities input").all()) await field.fill("0");
    await press(page, "form:has([name='carrier']) button");
  }),
  { ...first("packing slip", ...TO_PICK), end: "/slip" },
];

/** What administrators see; `found` comes from the staff. */
export const admin = (found) => [
  ...lists, ...manyAtOnce(found), ...products(found), ...catalogue, ...search(found), ...orders(found), ...office, ...files(found),
];

/** What those see who may do less. */
export const warehouse = [
  at("not allowed", "/admin/settings", null, 403),
  at("products", "/admin/products"),
  first("product", ...PRODUCT),
  at("search", "/admin/search"),
];

/** The way into a shop that nobody can sign in to yet. */
export const setup = (link) => [
  at("setup", link),
  refused(at("setup, refused", link), send({ "#email": "ada", "#password": "short" }, "form:has(#password) button")),
];

/** A shop that was just set up: lists without rows. */
export const emptyAdmin = (link) => [
  at("setup, link used", link, null, 404),
  at("dashboard", "/admin"),
  ...["products", "categories", "media", "attributes", "product-types", "collections", "reviews", "search", "search/report", "orders", "mail", "jobs", "tasks", "imports", "settings"]
    .map((list) => at(list, `/admin/${list}`)),
  at("new product", "/admin/products/new"),
  at("new product type", "/admin/product-types/new"),
  at("warehouse", "/warehouse"),
];
