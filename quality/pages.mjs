// Every page worth looking at, and how somebody comes to it: an address, the first link of a list, or some steps after that.

const at = (name, path, steps = null, status = 200) => ({ name, path, steps, status });

/** The first page that a list leads to: `links` are how the addresses on the way look. */
const first = (name, list, ...links) => ({ name, list, links, status: 200 });

const KEY = "[0-9a-f-]{36}";
const one = (start) => new RegExp(`^${start}/${KEY}$`);

export const stranger = [
  at("empty cart", "/cart"),
  at("empty wishlist", "/wishlist"),
  at("empty comparison", "/compare"),
  at("wrong address", "/nowhere", null, 404),
  at("sign in", "/admin/sign-in"),
];

/** What customers see; `found` comes from the guest. */
export const storefront = (found) => [
  at("home", "/"),
  at("home, suggestions", "/", async (page) => {
    // On a phone the field opens first.
    if (await page.isVisible(".find-link")) await page.click(".find-link");
    await page.locator("#find").pressSequentially("jump");
    await page.waitForSelector("#find-suggestions [role=option]");
  }),
  at("category", "/categories/clothing"),
  at("category, narrowed down", "/categories/clothing?size=M&sort=price"),
  at("category, none fits", "/categories/clothing?size=Nothing"),
  first("collection", "/sitemaps/pages.xml", /^\/collections\/[^/]+$/),
  at("product", "/products/yoke-jumper"),
  at("product, picture", "/products/yoke-jumper", async (page) => {
    await page.click("#picture-1 a");
    await page.waitForSelector("dialog[open] img");
  }),
  at("reviews", "/products/yoke-jumper/reviews"),
  at("search", "/search"),
  at("search, found", "/search?q=jumper"),
  at("search, corrected", "/search?q=jumpr"),
  at("search, nothing", "/search?q=zzzzzz"),
  at("cart", "/cart"),
  at("wishlist", "/wishlist"),
  at("wishlist, shared", found.shared),
  at("comparison", "/compare"),
  at("checkout, address", "/checkout/address"),
  at("checkout, shipping", "/checkout/shipping"),
  at("checkout, payment", "/checkout/payment"),
  at("bank", found.bank),
  at("order", found.order),
  at("review form", found.review),
  at("review mails", `${found.review}/mails`),
];

const press = async (page, button) => {
  await Promise.all([page.waitForNavigation(), page.click(button)]);
};

// What the list of products does with its first rows.
const bulk = (what) => async (page) => {
  for (const row of [0, 1]) await page.locator("input[data-select]").nth(row).check();
  await page.selectOption("#bulk-do", what);
  await press(page, "#bulk button.btn-primary");
};

/** What staff see; `found` comes from the staff. */
export const admin = (found) => [
  at("dashboard", "/admin"),
  at("password", "/admin/password"),
  at("products", "/admin/products"),
  at("products, none fits", "/admin/products?q=zzzzzz"),
  at("products, narrowed down", "/admin/products?status=active&stock=low"),
  at("products, picker", "/admin/products", async (page) => {
    await page.locator("#category").pressSequentially("c");
    await page.waitForSelector(".picker-list [data-value]");
  }),
  at("bulk, prices", "/admin/products", bulk("price")),
  at("bulk, category", "/admin/products", bulk("add-category")),
  at("bulk, tag", "/admin/products", bulk("add-tag")),
  first("product", "/admin/products", one("/admin/products")),
  at("product, all open", "/admin/products", async (page) => {
    await press(page, "a.row-link");
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  }),
  at("new product", "/admin/products/new"),
  { ...at("new product, refused", "/admin/products/new", async (page) => {
    await page.fill("#title", "Mug");
    await page.fill("[name='variants.0.price']", "a lot");
    await press(page, ".sticky-save button");
  }), ends: 422 },
  first("stock", "/admin/products", one("/admin/products"), one("/admin/stock")),
  at("categories", "/admin/categories"),
  first("category", "/admin/categories", one("/admin/categories")),
  at("category, library", "/admin/categories/new", async (page) => {
    await page.click("[data-choose]");
    await page.waitForSelector("dialog[open] button[data-key]");
  }),
  at("new category", "/admin/categories/new"),
  at("library", "/admin/media"),
  first("picture", "/admin/media", /^\/admin\/media\/(?!choose)[^/]+$/),
  at("attributes", "/admin/attributes"),
  first("attribute", "/admin/attributes", one("/admin/attributes")),
  at("new attribute", "/admin/attributes/new"),
  at("product types", "/admin/product-types"),
  first("product type", "/admin/product-types", one("/admin/product-types")),
  at("new product type", "/admin/product-types/new"),
  at("collections", "/admin/collections"),
  first("collection", "/admin/collections", one("/admin/collections")),
  at("new collection", "/admin/collections/new"),
  at("reviews", "/admin/reviews"),
  first("review", "/admin/reviews", one("/admin/reviews")),
  at("search", "/admin/search"),
  at("search report", "/admin/search/report"),
  at("new synonym", "/admin/search/synonyms/new"),
  at("new pins", "/admin/search/pins/new"),
  at("orders", "/admin/orders"),
  at("order", found.order),
  // The newest one has been sent.
  { ...first("cancel order", "/admin/orders", new RegExp(`^(?!${found.order})/admin/orders/${KEY}$`)), end: "/cancel" },
  at("mails", "/admin/mail"),
  first("mail", "/admin/mail", /^\/admin\/mail\/[^/]+$/),
  at("jobs", "/admin/jobs"),
  at("tasks", "/admin/tasks"),
  at("imports", "/admin/imports"),
  at("import, columns", found.mapping),
  at("staff", "/admin/staff"),
  first("staff member", "/admin/staff", one("/admin/staff")),
  at("new staff", "/admin/staff/new"),
  at("settings", "/admin/settings"),
  at("warehouse", "/warehouse"),
  first("to pick", "/warehouse", one("/warehouse/orders")),
  { ...first("packing slip", "/warehouse", one("/warehouse/orders")), end: "/slip" },
];

/** What Lighthouse measures. */
export const measured = [
  { name: "home", path: "/" },
  { name: "category", path: "/categories/clothing" },
  { name: "product", path: "/products/yoke-jumper" },
];
