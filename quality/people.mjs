// What people did before their pages are looked at: a guest who is about to pay, one who has paid, and the staff who sent the parcel.

const ADDRESS = {
  email: "ada@customer.example",
  "given-name": "Ada",
  "family-name": "Lovelace",
  "address-line1": "Lindenallee 4",
  "postal-code": "10115",
  "address-level2": "Berlin",
};

const press = async (page, button) => {
  await Promise.all([page.waitForNavigation(), page.click(button)]);
};

const open = (page, origin, path) => page.goto(origin + path);

const addToCart = async (page, origin) => {
  await open(page, origin, "/products/yoke-jumper");
  await page.click("label:has(> input[value='Berry'])");
  await page.click("label:has(> input[value='M'])");
  await press(page, "#buy-form button:not([formmethod]):not([formaction])");
};

// From the cart to the page on which the order is placed.
const upToPayment = async (page, origin) => {
  await open(page, origin, "/checkout/address");
  for (const [token, value] of Object.entries(ADDRESS)) await page.fill(`[autocomplete~='${token}']`, value);
  await press(page, "form[action='/checkout/address'] button");
  await press(page, "form[action='/checkout/shipping'] button");
};

const place = async (page) => {
  await page.click("label:has(> input[value='sandbox'])");
  await press(page, "form[action='/checkout/place'] button");
};

/** A guest with a full cart, wishlist and comparison, and addresses that only guests have. */
export const guest = async (context, origin) => {
  const page = await context.newPage();
  await addToCart(page, origin);
  await upToPayment(page, origin);
  await place(page);
  const bank = new URL(page.url()).pathname;

  await addToCart(page, origin);
  await upToPayment(page, origin);
  await place(page);
  await page.fill("[autocomplete~='cc-number']", "4242 4242 4242 4242");
  await press(page, "form:has([autocomplete~='cc-number']) button");
  await page.waitForURL(/\/orders\/[^/]+$/);
  const order = new URL(page.url()).pathname;
  const number = (await page.textContent(".page-head .eyebrow")).replace(/\D/g, "");

  for (const slug of await products(page, origin)) {
    for (const list of ["/wishlist", "/compare"]) {
      await open(page, origin, slug);
      await press(page, `button[formaction='${list}']`);
    }
  }
  await open(page, origin, "/wishlist");
  const share = page.locator("form[action='/wishlist/share'] button");
  if (await share.count() > 0) await press(page, "form[action='/wishlist/share'] button");
  const link = await page.locator("input[value*='/wishlists/'], a[href*='/wishlists/']").first();
  const shared = await link.evaluate((one) => new URL(one.value || one.href).pathname);

  await addToCart(page, origin);
  await upToPayment(page, origin);
  await page.close();
  return { bank, order, number, shared };
};

const products = async (page, origin) => {
  await open(page, origin, "/categories/clothing");
  const links = await page.$$eval("main a[href^='/products/']", (all) => all.map((one) => new URL(one.href).pathname));
  return [...new Set(links)].slice(0, 3);
};

export const signIn = async (page, shop) => {
  await open(page, shop.origin, "/admin/sign-in");
  await page.fill("input[type='email']", shop.email);
  await page.fill("input[type='password']", shop.password);
  await press(page, "form:has(input[type='password']) button");
};

/** Staff send the guest's parcel, and send a file to be imported; answers pages of theirs. */
export const staff = async (context, shop, number) => {
  const page = await context.newPage();
  await signIn(page, shop);
  const slipOf = await linkTo(page, shop.origin, "/warehouse", "/warehouse/orders/", number);
  await open(page, shop.origin, slipOf);
  await page.fill("[name='carrier']", "DHL");
  await page.fill("[name='tracking_number']", "00340434161094042557");
  await press(page, "form:has([name='carrier']) button");
  const order = await linkTo(page, shop.origin, "/admin/orders", "/admin/orders/", number);
  await open(page, shop.origin, order);
  await press(page, "form[action$='/delivered'] button");

  await open(page, shop.origin, "/admin/imports");
  const buffer = Buffer.from("Name;Preis;Nummer\nTeetasse;12,50;TASSE-1\nKanne;viel;KANNE-1\n");
  await page.setInputFiles("#file", { name: "Preisliste.csv", mimeType: "text/csv", buffer });
  await press(page, "form:has(#file) button");
  const mapping = new URL(page.url()).pathname;
  await page.close();
  return { order, mapping };
};

const linkTo = async (page, origin, list, start, number) => {
  await open(page, origin, list);
  const link = page.locator(`a[href^='${start}']`, { hasText: number }).first();
  return new URL(await link.evaluate((one) => one.href)).pathname;
};

/** Where the guest writes a review of what arrived. */
export const reviewForm = async (context, origin, order) => {
  const page = await context.newPage();
  await open(page, origin, order);
  await press(page, "button[form^='review-']");
  const form = new URL(page.url()).pathname;
  await page.close();
  return form;
};
