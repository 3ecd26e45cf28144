import { describe, expect, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";

const products = "#/table/prod/search/products";

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
});
