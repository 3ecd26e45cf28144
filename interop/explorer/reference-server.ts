/** The explorer on the reference server: `lancetree ui --uri`, in Chromium. What the server lacks is shown as not offered. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connectNamespace, Index } from "@lancedb/lancedb";
import type { Page } from "playwright-core";
import { endWithParent } from "../../installed/product/end-with-parent.ts";
import { installedProduct } from "../../installed/product/installed-product.ts";
import { pythonChannel } from "../harness/channel.ts";
import { installPython } from "../harness/install-python.ts";
import { MissingError } from "../harness/missing-error.ts";
import { WorkerProcess } from "../harness/worker-process.ts";
import { startBrowser } from "../runtimes/chromium.ts";
import { findChromium } from "../runtimes/tools.ts";

/** What a person sees in each view of the table, and what the page says that the server does not offer. */
const views: readonly (readonly [view: string, ready: string, lacks: readonly RegExp[]])[] = [
  ["rows", '[role="gridcell"] bdi', []],
  ["rows&sort=-price", '[role="gridcell"] bdi', [/an order of rows/]],
  ["schema", ".column-table", []],
  ["search&like=0&column=vector", '[role="grid"][aria-label="Rows found"]', []],
  ["search&q=river", '[role="grid"][aria-label="Rows found"]', []],
  ["versions", ".timeline", []],
  ["indices", "section.panel", []],
  ["profile&profile=price", ".bar", []],
  ["map&color=title", "canvas", []],
];

/** Resolves with what the page showed wrongly. Rejects with MissingError without Chromium or Python. */
export async function browseReferenceServer(): Promise<{ done: string; failures: readonly string[] }> {
  const chromium = findChromium();
  if ("missing" in chromium) throw new MissingError(chromium.missing);
  const root = await mkdtemp(join(tmpdir(), "lancetree-interop-explorer-"));
  const channel = pythonChannel(installPython(), "reference_server.py");
  const worker = new WorkerProcess<{ serve(folder: string): string }>("the reference server", channel);
  const browser = await startBrowser(chromium.path);
  try {
    await seed(root);
    await using explorer = await startExplorer(await worker.call("serve", root));
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const failures: string[] = [];
    page.on("pageerror", ({ message }) => failures.push(message));
    await page.goto(explorer.link);
    await page.getByRole("treeitem", { name: "shop" }).waitFor();
    const hash = page.url().split("#")[0] ?? "";
    for (const [view, ready, lacks] of views) {
      await page.goto(`${hash}#/table/shop/products?view=${view}`);
      await page.locator(ready).first().waitFor();
      failures.push(...(await wrongNotices(page, view, lacks)));
    }
    return { done: `${views.length} views`, failures };
  } finally {
    await browser.close();
    await worker.kill();
    await rm(root, { recursive: true, force: true });
  }
}

async function wrongNotices(page: Page, view: string, lacks: readonly RegExp[]): Promise<string[]> {
  await page.waitForLoadState("networkidle");
  const errors = await page.getByRole("alert").allTextContents();
  const notices = await page.getByText(/does not offer/).allTextContents();
  return [
    ...errors.map((text) => `${view}: ${text}`),
    ...notices.filter((text) => !lacks.some((known) => known.test(text))).map((text) => `${view}: ${text}`),
    ...lacks
      .filter((known) => !notices.some((text) => known.test(text)))
      .map((known) => `${view}: no ${known}`),
  ];
}

/** LanceDB's own client makes the catalog. */
async function seed(root: string): Promise<void> {
  const db = await connectNamespace("dir", { root });
  await db.createNamespace(["shop"]);
  const rows = (first: number): { id: number; title: string; price: number; vector: number[] }[] =>
    Array.from({ length: 300 }, (_, row) => ({
      id: first + row,
      title: ["river stone", "oak table", "paper light"][row % 3] ?? "",
      price: (row * 7) % 100,
      vector: [0, 1, 2, 3, 4, 5, 6, 7].map((at) => Math.sin(row + at)),
    }));
  const table = await db.createTable("products", rows(0), ["shop"]);
  await table.createIndex("title", { config: Index.fts() });
  await table.add(rows(300));
  table.close();
  db.close();
}

/** `lancetree ui` in front of a server. */
async function startExplorer(uri: string): Promise<{ link: string } & AsyncDisposable> {
  const { cli } = await installedProduct();
  const child = spawn(process.execPath, [cli, "ui", "--no-open", "--uri", uri], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  endWithParent(child);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const [link] = /http:\S+/.exec(line) ?? [];
    if (link === undefined) continue;
    return {
      link,
      async [Symbol.asyncDispose]() {
        child.kill("SIGTERM");
        await ended;
      },
    };
  }
  throw new Error("lancetree ui ended without a link.");
}
