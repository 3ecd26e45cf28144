/** Writes the pictures of `docs/explorer.md`: each scene of the explorer, in Chromium, on the sample of its tests. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { serveSample } from "../packages/explorer/test/browser/serve-sample.ts";
import { findInstalledChromium } from "./find-chromium.ts";
import { root } from "./workspace.ts";

interface Scene {
  readonly name: string;
  /** The part of the address after `#`. */
  readonly hash: string;
  /** An element that is there once the scene is complete. */
  readonly ready: string;
  readonly theme: "light" | "dark" | "contrast";
  readonly narrow?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

const products = "/table/prod/search/products";

const scenes: readonly Scene[] = [
  { name: "namespace", hash: "/namespace/prod", ready: ".child", theme: "light" },
  {
    name: "rows",
    hash: `${products}?where=price+%3E+50&cols=id,title,category,price,embedding&vectors=embedding&row=5`,
    ready: ".row-values",
    theme: "light",
  },
  { name: "schema", hash: `${products}?view=schema`, ready: ".facts >> nth=0", theme: "dark" },
  {
    name: "search",
    hash: `${products}?view=search&like=5&column=embedding`,
    ready: '[role="gridcell"]',
    theme: "dark",
    async act(page) {
      await page.getByRole("button", { name: "Measure recall" }).click();
      await page.getByRole("region", { name: "Recall" }).waitFor();
      await page.getByRole("button", { name: "Show the plan" }).click();
      await page.getByRole("region", { name: "Plan" }).waitFor();
    },
  },
  {
    name: "versions",
    hash: `${products}?view=versions`,
    ready: ".timeline",
    theme: "light",
    async act(page) {
      await page.getByRole("region", { name: "Compare" }).getByRole("button", { name: "Compare" }).click();
      await page.getByText("Show changed rows").waitFor();
    },
  },
  { name: "indices", hash: `${products}?view=indices`, ready: "meter", theme: "light" },
  { name: "map", hash: `${products}?view=map&color=category`, ready: ".legend", theme: "dark" },
  {
    name: "drop",
    hash: products,
    ready: '[role="gridcell"]',
    theme: "light",
    async act(page) {
      await page.getByRole("button", { name: "Drop" }).click();
      await page.getByText(/drops the table with .* rows/).waitFor();
    },
  },
  { name: "contrast", hash: products, ready: '[role="gridcell"]', theme: "contrast", narrow: true },
];

const folder = join(root, "docs/explorer");

async function takePicture(browser: Browser, address: string, scene: Scene): Promise<void> {
  const viewport = scene.narrow ? { width: 480, height: 720 } : { width: 1180, height: 720 };
  const context = await browser.newContext({ viewport, locale: "en-US", reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${address}/ui/`);
  await page.getByLabel("Theme").selectOption(scene.theme);
  await page.goto(`${address}/ui/#${scene.hash}`);
  await page.locator(scene.ready).first().waitFor();
  await scene.act?.(page);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: join(folder, `${scene.name}.jpg`), type: "jpeg", quality: 60 });
  await context.close();
}

const executablePath = findInstalledChromium();
if (executablePath === undefined) throw new Error("Install Chromium, or set CHROMIUM_PATH.");
mkdirSync(folder, { recursive: true });
const server = await serveSample();
try {
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  for (const scene of scenes) await takePicture(browser, server.address, scene);
  await browser.close();
} finally {
  await server.close();
}
