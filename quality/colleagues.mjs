// What staff did before their pages are looked at: sent parcels, imported files, changed many products at once, taught the search.

import { open, pathOf, press } from "./steps.mjs";

export const signIn = async (page, shop, email = shop.email) => {
  await open(page, shop.origin, "/admin/sign-in");
  await page.fill("input[type='email']", email);
  await page.fill("input[type='password']", shop.password);
  await press(page, "form:has(input[type='password']) button");
};

/** The first administrator of a shop comes in by the link that it printed. */
export const setUp = async (page, shop) => {
  await page.goto(shop.origin + shop.setup);
  await page.fill("#name", "Ada Admin");
  await page.fill("#email", "ada@shop.example");
  await page.fill("#password", "a few long words");
  await press(page, "form:has(#password) button");
};

/** Staff send and deliver the guest's parcels, and do what makes pages of theirs; answers these. */
export const staff = async (context, shop, numbers) => {
  const page = await context.newPage();
  await signIn(page, shop);
  const orders = [];
  for (const number of numbers) orders.push(await deliver(page, shop.origin, number));
  const found = {
    order: orders[0],
    orders,
    ...await importFiles(page, shop.origin),
    ...await changeMany(page, shop.origin),
    ...await teachSearch(page, shop.origin),
    ...await takeOffSale(page, shop.origin),
    exported: await exportAll(page, shop.origin),
  };
  await page.close();
  return found;
};

const deliver = async (page, origin, number) => {
  await open(page, origin, await linkTo(page, origin, "/warehouse", "/warehouse/orders/", number));
  await page.fill("[name='carrier']", "DHL");
  await page.fill("[name='tracking_number']", "00340434161094042557");
  await press(page, "form:has([name='carrier']) button");
  const order = await linkTo(page, origin, "/admin/orders", "/admin/orders/", number);
  await open(page, origin, order);
  await press(page, "form[action$='/delivered'] button");
  return order;
};

const linkTo = async (page, origin, list, start, text) => {
  await open(page, origin, list);
  const link = page.locator(`a[href^='${start}']`, { hasText: text }).first();
  return new URL(await link.evaluate((one) => one.href)).pathname;
};

export const sendFile = async (page, name, text) => {
  await page.setInputFiles("#file", { name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await press(page, "form:has(#file) button");
  return pathOf(page);
};

// Such pages ask for themselves again until the task has ended.
const untilDone = (page) => page.waitForFunction(() => {
  const [task, bar] = [document.querySelector("#task"), document.querySelector("[data-hx-trigger]")];
  return document.readyState === "complete" && (!task || !bar);
}, null, { timeout: 60_000 });

/** `count` drafts as Shopify writes them, each costing a little more, and rows with mistakes. */
export const candles = (name, count) => {
  const rows = Array.from({ length: count }, (_, at) => `${name}-${at},${name} candle of beeswax in a glass with a lid no. ${at},draft,CANDLE-${name}-${at},${at}.90`);
  const wrong = [`${name}-dear,Dear candle,draft,DEAR-${name},a lot`, `${name}-free,Candle without a price,draft,FREE-${name},`, `${name}-odd,Odd candle,finished,ODD-${name},3.00`];
  return ["Handle,Title,Status,Variant SKU,Variant Price", ...rows, ...wrong].join("\n");
};

const importFiles = async (page, origin) => {
  await open(page, origin, "/admin/imports");
  const mapping = await sendFile(page, "Preisliste.csv", "Name;Preis;Nummer\nTeetasse;12,50;TASSE-1\nKanne;viel;KANNE-1\n");
  await open(page, origin, "/admin/imports");
  const checked = await sendFile(page, "Candles of autumn.csv", candles("autumn", 8));
  await press(page, "form[action$='/check'] button");
  await untilDone(page);
  await open(page, origin, "/admin/imports");
  const imported = await sendFile(page, "Candles of winter, with prices and stock as of November.csv", candles("winter", 60));
  await press(page, "form[action$='/run'] button");
  await untilDone(page);
  const task = await linkTo(page, origin, "/admin/tasks", "/admin/tasks/", "winter");
  const draft = await linkTo(page, origin, "/admin/products?q=winter+candle", "/admin/products/", "no. 59");
  return { mapping, checked, imported, task, draft };
};

/** From the list of products to the question that some changes ask, with all that the list has or its first rows. */
export const choose = async (page, what, rows) => {
  if (rows === "all") await page.check("[data-bulk-all]");
  else for (const row of rows) await page.locator("input[data-select]").nth(row).check();
  await page.selectOption("#bulk-do", what);
  await press(page, "#bulk button.btn-primary");
};

const changeMany = async (page, origin) => {
  // More than is done at once; some would cost less than nothing.
  await open(page, origin, "/admin/products?q=winter+candle");
  await choose(page, "price", "all");
  await page.selectOption("[name='direction']", "lower");
  await page.fill("#by", "5");
  await page.selectOption("[name='unit']", { label: "EUR" });
  await press(page, "button[value='preview']");
  await press(page, "button[value='change']");
  await untilDone(page);
  const changed = pathOf(page);

  await open(page, origin, "/admin/products?q=winter+candle");
  await choose(page, "add-tag", "all");
  await page.fill("#tag", "Winter");
  await press(page, "button[value='change']");
  await untilDone(page);
  const undone = pathOf(page);
  await press(page, "form[action$='/undo'] button");
  await untilDone(page);
  return { changed, undone };
};

const teachSearch = async (page, origin) => {
  await open(page, origin, "/admin/search/synonyms/new");
  await page.fill("#words", "couch\nsofa\nsettee");
  await press(page, "form[data-guard] button.btn-primary");
  const synonym = await linkTo(page, origin, "/admin/search", "/admin/search/synonyms/", "couch");
  await open(page, origin, "/admin/search/pins/new");
  await page.fill("#text", "gift");
  await press(page, "form:has(#text) button.btn-primary");
  const pins = pathOf(page);
  for (const what of ["mug", "notebook", "blanket"]) {
    await open(page, origin, `${pins}?find=${what}`);
    await press(page, "button[name='add']");
  }
  return { synonym, pins };
};

// The last spoons are counted, and the trays will not come back.
const takeOffSale = async (page, origin) => {
  await open(page, origin, await linkTo(page, origin, "/admin/products?q=spoon", "/admin/products/", "spoons"));
  await open(page, origin, new URL(await page.locator("a[href^='/admin/stock/']").first().evaluate((one) => one.href)).pathname);
  await page.fill("#on_hand", "0");
  await press(page, "form:has(#on_hand) button");
  await open(page, origin, await linkTo(page, origin, "/admin/products?q=letter+trays", "/admin/products/", "trays"));
  await press(page, "button[name='status'][value='archived']");
  return { soldOut: "/products/spoon-set", gone: "/products/letter-trays" };
};

const exportAll = async (page, origin) => {
  await open(page, origin, "/admin/imports");
  await press(page, "form[action$='/exports'] button");
  await untilDone(page);
  return pathOf(page);
};
