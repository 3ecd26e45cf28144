/** Writes the pictures of `docs/explorer.md`: each scene of the explorer at two sizes in two themes, in Chromium, on the sample catalog. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Page } from "playwright-core";
import { build } from "vite";
import { command } from "../packages/explorer/test/browser/serve-folder.ts";
import { findInstalledChromium } from "./find-chromium.ts";
import { root } from "./workspace.ts";

interface Scene {
  readonly name: string;
  /** The part of the address after `#`. */
  readonly hash: string;
  /** An element that is there once the scene is complete. */
  readonly ready: string;
  readonly act?: (page: Page) => Promise<void>;
}

const products = "/table/shop/catalog/products";

const scenes: readonly Scene[] = [
  { name: "namespace", hash: "/namespace/shop", ready: ".child" },
  {
    name: "find",
    hash: "/namespace/shop",
    ready: ".child",
    async act(page) {
      await page.keyboard.press("/");
      await page.getByRole("combobox", { name: "Name contains" }).fill("o");
      await page.getByRole("dialog").getByRole("option").first().waitFor();
    },
  },
  {
    name: "rows",
    hash: `${products}?where=price+%3E+50&cols=name,picture,price,picture_vector&vectors=picture_vector&row=7`,
    ready: ".row-values",
  },
  { name: "schema", hash: `${products}?view=schema`, ready: ".facts >> nth=0" },
  {
    name: "search",
    hash: `${products}?view=search&like=7&column=picture_vector`,
    ready: '[role="gridcell"]',
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
    async act(page) {
      await page.getByRole("region", { name: "Compare" }).getByRole("button", { name: "Compare" }).click();
      await page.getByText("Show changed rows").waitFor();
    },
  },
  { name: "old-version", hash: `${products}?version=2`, ready: '[role="gridcell"] bdi' },
  { name: "indices", hash: `${products}?view=indices`, ready: "meter" },
  { name: "profile", hash: `${products}?view=profile&profile=price`, ready: ".bar" },
  { name: "map", hash: `${products}?view=map&map=text_vector&color=category`, ready: ".legend" },
  {
    name: "new-table",
    hash: "/namespace/lab",
    ready: ".child",
    async act(page) {
      await page.getByRole("button", { name: "New table" }).click();
      const lines = ["id,name,score,seen", "1,Ada,0.5,2026-01-31", "2,Bela,0.25,2026-02-01"];
      const buffer = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      await page
        .getByRole("dialog")
        .getByLabel("File")
        .setInputFiles({ name: "people.csv", mimeType: "", buffer });
      await page.getByRole("region", { name: "Preview" }).waitFor();
    },
  },
  {
    name: "drop",
    hash: "/table/lab/2026/drafts/notes",
    ready: '[role="gridcell"] bdi',
    async act(page) {
      await page.getByRole("button", { name: "Drop" }).click();
      await page.getByText(/drops the table with .* rows/).waitFor();
    },
  },
];

const sizes = { wide: { width: 1180, height: 720 }, narrow: { width: 400, height: 720 } } as const;
const themes = ["light", "dark"] as const;
const folder = join(root, "docs/explorer");

async function takePicture(page: Page, address: string, scene: Scene, file: string): Promise<void> {
  // From an empty page: an address that differs only after `#` would not load the page again.
  await page.goto("about:blank");
  await page.goto(`${address}#${scene.hash}`);
  await page.locator(scene.ready).first().waitFor();
  await scene.act?.(page);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: join(folder, file), type: "jpeg", quality: 60 });
}

const executablePath = findInstalledChromium();
if (executablePath === undefined) throw new Error("Install Chromium, or set CHROMIUM_PATH.");
const configFile = join(root, "packages/explorer/vite.config.ts");
await build({ configFile, build: { emptyOutDir: true } });
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const sample = spawn(process.execPath, [...command, "ui", "--sample", "--no-open"], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"],
});
const browser = await chromium.launch({ executablePath, chromiumSandbox: false });
try {
  const [line] = (await once(createInterface({ input: sample.stdout }), "line")) as [string];
  const page = await browser.newPage({ locale: "en-US", reducedMotion: "reduce" });
  page.setDefaultTimeout(600_000);
  await page.goto(line);
  await page.getByRole("treeitem").first().waitFor();
  const [address = ""] = page.url().split("#");
  for (const theme of themes) {
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await page.getByLabel("Theme").selectOption(theme);
      for (const scene of scenes)
        await takePicture(page, address, scene, `${scene.name}-${size}-${theme}.jpg`);
      await page.goto(address);
    }
  }
} finally {
  await browser.close();
  sample.kill("SIGTERM");
}
