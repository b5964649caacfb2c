// A shop of our own, the demo or an empty one, on a free port and in a folder that is gone afterwards.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const START_SECONDS = 180;

const freePort = () => new Promise((found) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});

const pause = (milliseconds) => new Promise((over) => setTimeout(over, milliseconds));

// `told` is the last that it says before it serves.
const DEMO = { command: "demo", told: "Ctrl-C" };
const EMPTY = { command: "serve", told: "Admin:" };

/** The demo of `binary`; answers where it is, how staff sign in, and how it is stopped. */
export const startShop = async (binary) => {
  const { said, ...shop } = await start(binary, DEMO);
  const [, password] = said.match(/password (\S+)/);
  const [email] = said.match(/admin@\S+/);
  const [warehouse] = said.match(/warehouse@\S+/);
  await untilIndexed(shop.origin).catch(async (error) => {
    await shop.stop();
    throw error;
  });
  return { ...shop, email, warehouse, password };
};

/** A shop with nothing in it; answers the link for its first administrator, too. */
export const startEmptyShop = async (binary) => {
  const { said, ...shop } = await start(binary, EMPTY);
  return { ...shop, setup: said.match(/\/admin\/setup\/\S+/)[0] };
};

const start = async (binary, { command, told }) => {
  const folder = await mkdtemp(join(tmpdir(), "shopwright-quality-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const origin = `http://${listen}`;
  const child = spawn(resolve(binary), ["--data-dir", folder, command], {
    cwd: folder,
    env: { PATH: process.env.PATH, SHOPWRIGHT_LISTEN: listen, SHOPWRIGHT_RATE_LIMITS: "off", SHOPWRIGHT_LOG: "warn" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (part) => { said += part; });
  const ended = new Promise((over) => child.on("exit", over));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(origin, child, () => said, told);
    return { origin, folder, said, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const untilReady = async (origin, child, said, told) => {
  for (let waited = 0; waited < START_SECONDS * 10; waited += 1) {
    if (child.exitCode !== null) throw new Error(`the shop does not start:\n${said()}`);
    const answer = await fetch(`${origin}/readyz`).catch(() => null);
    if (answer?.ok && said().includes(told)) return;
    await pause(100);
  }
  throw new Error("the shop does not get ready");
};

// Until then listings have no facets.
const untilIndexed = async (origin) => {
  for (let waited = 0; waited < START_SECONDS * 10; waited += 1) {
    const page = await (await fetch(`${origin}/search?q=jumper`)).text();
    if (page.includes("facet-value")) return;
    await pause(100);
  }
  throw new Error("the search index is not built");
};
