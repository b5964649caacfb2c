// The HTML of pages, as the Nu checker of the W3C reads it.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import vnu from "vnu-jar";

// Said of whatever is newer than the checker likes; nothing breaks without it.
const TOO_NEW = /is not supported in all browsers/;

/** What is wrong with each page; `pages` and the answer are maps by name. */
export const validate = async (pages) => {
  const folder = await mkdtemp(join(tmpdir(), "shopwright-html-"));
  try {
    const names = [...pages.keys()];
    const file = (index) => join(folder, `${index}.html`);
    await Promise.all(names.map((name, index) => writeFile(file(index), pages.get(name))));
    const wrong = new Map(names.map((name) => [name, []]));
    for (const message of await messages(names.map((_, index) => file(index)))) {
      if (TOO_NEW.test(message.message)) continue;
      const index = Number(/(\d+)\.html$/.exec(message.url)[1]);
      const line = `html ${message.subType ?? message.type}, line ${message.lastLine}: ${message.message} ${(message.extract ?? "").trim().replace(/\s+/g, " ")}`;
      wrong.get(names[index]).push(line);
    }
    return wrong;
  } finally {
    await rm(folder, { recursive: true });
  }
};

const messages = async (files) => {
  const run = promisify(execFile)("java", ["-Xss2m", "-jar", vnu, "--format", "json", "--stdout", "--exit-zero-always", ...files], { maxBuffer: 1 << 28 });
  return JSON.parse((await run).stdout).messages;
};
