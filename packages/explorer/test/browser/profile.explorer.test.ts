import { describe, expect, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";

const products = "#/table/prod/search/products";
const map300 = `${products}?view=map&map=image_vector&where=id+%3C+9007199254741293`;

describe.skipIf(noBrowser)("profiles and map", () => {
  const explorer = useExplorer();

  test("a column's profile has nulls, extremes and a histogram that filters on a click", async () => {
    await explorer.open(`${products}?view=profile&profile=category`);
    const { page } = explorer;
    const figures = page.getByRole("region", { name: "Figures" });
    await figures.getByText("82 (2.7%)").waitFor();
    expect(await figures.innerText()).toMatch(/Smallest\s+books\s+Largest\s+travel\s+Different values\s+6/);
    await page.getByRole("button", { name: /^books/ }).click();
    await page.getByText(/^\d+ matches$/).waitFor();
    expect(await page.getByLabel("Condition in SQL").inputValue()).toBe("category = 'books'");
  });

  test("a map projects vectors at once, computes UMAP in a worker, and a click shows the row", async () => {
    await explorer.open(`${products}?view=map&map=image_vector&color=category&where=id+%3C+9007199254741293`);
    const { page } = explorer;
    const canvas = page.getByRole("img", { name: "Map of 300 vectors" });
    await canvas.waitFor();
    expect(await page.getByRole("list", { name: "Colors of category" }).innerText()).toContain("books");
    await page.getByRole("button", { name: "UMAP" }).click();
    await page.getByRole("button", { name: "UMAP again" }).waitFor();
    await page.getByRole("button", { name: "PCA" }).click();
    const box = await canvas.boundingBox();
    // Some point is near one of these places: the groups of the sample lie around the middle.
    for (let at = 1; at < 40 && !page.url().includes("row="); at += 1) {
      for (const share of [0.2, 0.35, 0.5, 0.65, 0.8])
        await page.mouse.click(
          (box?.x ?? 0) + ((box?.width ?? 0) * at) / 40,
          (box?.y ?? 0) + (box?.height ?? 0) * share,
        );
    }
    await page.getByRole("complementary", { name: "The whole row" }).waitFor();
  });

  test("a point of the map below the mouse says which row it is", async () => {
    await explorer.open(`${map300}&color=category`);
    const { page } = explorer;
    const canvas = page.getByRole("img", { name: "Map of 300 vectors" });
    await canvas.waitFor();
    const box = await canvas.boundingBox();
    const tip = page.getByText(/^Row id \d+: (books|music|films|games|food|travel)$/);
    // As for a click: some point is near one of these places.
    for (let at = 1; at < 40 && (await tip.count()) === 0; at += 1) {
      for (const share of [0.2, 0.35, 0.5, 0.65, 0.8]) {
        if ((await tip.count()) > 0) break;
        await page.mouse.move(
          (box?.x ?? 0) + ((box?.width ?? 0) * at) / 40,
          (box?.y ?? 0) + (box?.height ?? 0) * share,
        );
      }
    }
    expect(await tip.count()).toBe(1);
  });

  test("UMAP shows its progress and can be ended", async () => {
    await explorer.open(`${products}?view=map&map=embedding`);
    const { page } = explorer;
    await page.getByRole("button", { name: "UMAP" }).click();
    await page.getByRole("progressbar", { name: "UMAP" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "UMAP", exact: true }).waitFor();
    expect(await page.getByRole("progressbar").count()).toBe(0);
  });

  test("a line drawn around points of the map filters the rows to them", async () => {
    await explorer.open(map300);
    const { page } = explorer;
    await page.getByRole("button", { name: "Select" }).click();
    const layer = page.getByRole("application");
    const box = await layer.boundingBox();
    const [left, top, width, height] = [box?.x ?? 0, box?.y ?? 0, box?.width ?? 0, box?.height ?? 0];
    await page.mouse.move(left + 2, top + 2);
    await page.mouse.down();
    for (const [x, y] of [
      [width / 2, 2],
      [width / 2, height - 2],
      [2, height - 2],
    ] as const)
      await page.mouse.move(left + x, top + y);
    await page.mouse.up();
    const show = page.getByRole("button", { name: /^Show \d+ selected rows$/ });
    const count = Number.parseInt((await show.innerText()).slice(5), 10);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(300);
    await show.click();
    await page.getByText(`${count} matches`).waitFor();
    await expect.poll(() => page.url()).toContain("where=_rowid");
    await page.goBack();
    await page.getByRole("img", { name: "Map of 300 vectors" }).waitFor();
  });

  test("a rectangle that the arrow keys move does the same, and screen readers hear how many points it has", async () => {
    await explorer.open(map300);
    const { page } = explorer;
    await page.getByRole("button", { name: "Select" }).focus();
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.getByRole("application").evaluate((layer) => layer.matches(":focus")))
      .toBe(true);
    await page.keyboard.press("ArrowLeft");
    await page
      .getByRole("status")
      .filter({ hasText: /^\d+ points in the rectangle/ })
      .waitFor();
    const layer = page.getByRole("application");
    const box = await layer.boundingBox();
    const steps = Math.ceil(Math.max(box?.width ?? 0, box?.height ?? 0) / 20) + 4;
    for (let step = 0; step < steps; step += 1) {
      await page.keyboard.press("Shift+ArrowRight");
      await page.keyboard.press("Shift+ArrowDown");
    }
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Show 300 selected rows" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("300 matches").waitFor();
  });
});
