// What pages are described with, and what people do on them again and again.

export const at = (name, path, steps = null, status = 200) => ({ name, path, steps, status });

/** The first page that a list leads to: `links` are how the addresses on the way look. */
export const first = (name, list, ...links) => ({ name, list, links, status: 200 });

/** The same page after `steps`, which end with the status `ends`. */
export const after = (wanted, steps, ends = 200) => ({ ...wanted, steps, ends });

/** After a form of it was sent with mistakes. */
export const refused = (wanted, steps) => after(wanted, steps, 422);

export const KEY = "[0-9a-f-]{36}";
export const one = (start) => new RegExp(`^${start}/${KEY}$`);

/** An address as a secret link would have it, and nobody was ever given. */
export const NO_TOKEN = "n".repeat(43);

export const open = (page, origin, path) => page.goto(origin + path);

export const pathOf = (page) => new URL(page.url()).pathname;

export const press = async (page, button) => {
  await Promise.all([page.waitForNavigation(), page.click(button)]);
};

/** As a browser sends it that checks nothing itself. */
export const pressAnyway = async (page, button) => {
  await page.locator(button).first().evaluate((one) => { one.form.noValidate = true; });
  await press(page, button);
};

/** Fills in `texts`, a text for each place, and sends it whatever the browser thinks of it. */
export const send = (texts, button) => async (page) => {
  for (const [place, text] of Object.entries(texts)) await page.fill(place, text);
  await pressAnyway(page, button);
};

/** Two have the same form open: somebody else saves `theirs`, then `mine` is sent. */
export const tooLate = (place, theirs, mine, button) => async (page) => {
  const other = await page.context().newPage();
  await other.goto(page.url());
  // Something new each time, else nothing was changed.
  await other.fill(place, theirs());
  await press(other, button);
  await other.close();
  await page.fill(place, mine);
  await press(page, button);
};
