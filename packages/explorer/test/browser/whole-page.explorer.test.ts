import { describe, expect, inject, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";

const products = "#/table/prod/search/products";

describe.skipIf(noBrowser)("the whole page", () => {
  const explorer = useExplorer();

  test("everything is in the address: back and forward lead through views, filters and rows", async () => {
    await explorer.open(products);
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).dblclick();
    await page.getByRole("complementary", { name: "The whole row" }).waitFor();
    await page.getByRole("tab", { name: "Schema" }).click();
    await page.getByRole("rowheader", { name: "embedding" }).waitFor();
    await page.goBack();
    await page.getByRole("complementary", { name: "The whole row" }).waitFor();
    await page.goBack();
    await expect.poll(() => page.getByRole("complementary", { name: "The whole row" }).count()).toBe(0);
    await page.goForward();
    await page.goForward();
    await page.getByRole("rowheader", { name: "embedding" }).waitFor();
  });

  test("a question mark lists the keys, and the keyboard alone reaches a row of a table", async () => {
    await explorer.open();
    const { page } = explorer;
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await dialog.getByText("Find a namespace or table by name").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => dialog.count()).toBe(0);
    await page.keyboard.press("/");
    await page.keyboard.type("products");
    await page.getByRole("option").filter({ hasText: "products" }).waitFor();
    await page.keyboard.press("Enter");
    const cell = page.getByRole("gridcell", { name: "9007199254740993" });
    await cell.waitFor();
    const isInGrid = (): Promise<boolean> =>
      page.evaluate("document.activeElement?.getAttribute('role') === 'grid'");
    for (let step = 0; step < 60 && !(await isInGrid()); step += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "The whole row" }).waitFor();
  });

  test("reduced motion is respected", async () => {
    await explorer.open();
    const { page } = explorer;
    // What is shown while something loads is the only thing that moves.
    const animation = (): Promise<string> =>
      page.evaluate(`{
        const element = document.createElement("p");
        element.className = "placeholder";
        document.body.append(element);
        const { animationName } = getComputedStyle(element);
        element.remove();
        animationName;
      }`);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    expect(await animation()).toBe("fade");
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await animation()).toBe("none");
  });

  test.each([
    ["de-DE", "3.000 rows"],
    ["en-US", "3,000 rows"],
  ])("numbers are written as the browser's language %s has them", async (locale, text) => {
    const context = await explorer.page.context().browser()?.newContext({ locale });
    const page = await context?.newPage();
    await page?.goto(`${inject("catalog")}/ui/${products}`);
    await page?.getByText(text, { exact: true }).waitFor();
    await context?.close();
    expect(context).toBeDefined();
  });

  test("a narrow window has the tree behind a button, and nothing sticks out", async () => {
    const { page } = explorer;
    await page.setViewportSize({ width: 390, height: 760 });
    await page.goto(`${inject("catalog")}/ui/${products}`);
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    expect(await page.getByRole("tree").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Catalog tree" }).click();
    await page.getByRole("treeitem", { name: "products" }).waitFor();
    await page.getByRole("treeitem", { name: "media" }).click();
    await page.getByRole("link", { name: "history table" }).waitFor();
    for (const [view, ready] of [
      ["schema", "timestamp[us, tz=UTC]"],
      ["search&like=0", "Measure recall"],
      ["versions", "latest"],
    ] as const) {
      await page.goto(`${inject("catalog")}/ui/${products}?view=${view}`);
      await page.getByText(ready, { exact: true }).first().waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    }
  });

  test("screen readers hear what changes", async () => {
    await explorer.open(`${products}?view=search`);
    const { page } = explorer;
    await page.getByLabel("and words").fill("river");
    await page.keyboard.press("Enter");
    const status = page.getByRole("status").filter({ hasText: "20 rows found." });
    await expect.poll(() => status.count()).toBe(1);
  });

  test.each(["light", "dark", "contrast"])("the theme %s stays after a reload", async (theme) => {
    await explorer.open();
    const { page } = explorer;
    await page.getByLabel("Theme").selectOption(theme);
    await page.reload();
    await page.getByRole("treeitem").first().waitFor();
    expect(await page.getByLabel("Theme").inputValue()).toBe(theme);
  });
});
