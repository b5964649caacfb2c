// A demo shop of our own, on a free port and in a folder that is gone afterwards.

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

/** Starts `binary`; answers where the shop is, how staff sign in, and how it is stopped. */
export const startShop = async (binary) => {
  const folder = await mkdtemp(join(tmpdir(), "shopwright-quality-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const origin = `http://${listen}`;
  const child = spawn(resolve(binary), ["--data-dir", folder, "demo"], {
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
    await untilReady(origin, child, () => said);
    const [, password] = said.match(/password (\S+)/);
    const [email] = said.match(/admin@\S+/);
    return { origin, email, password, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const untilReady = async (origin, child, said) => {
  for (let waited = 0; waited < START_SECONDS * 10; waited += 1) {
    if (child.exitCode !== null) throw new Error(`the shop does not start:\n${said()}`);
    const answer = await fetch(`${origin}/readyz`).catch(() => null);
    // Staff are told how to sign in when all is stocked.
    if (answer?.ok && said().includes("admin@")) return untilIndexed(origin);
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
