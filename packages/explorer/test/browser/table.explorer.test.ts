import { describe, expect, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";
import { hostile, rowCount } from "./sample.ts";

const products = "#/table/prod/search/products";

describe.skipIf(noBrowser)("a table", () => {
  const explorer = useExplorer();

  test("its schema has types with units, vector dimensions and nested fields", async () => {
    await explorer.open(`${products}?view=schema`);
    const { page } = explorer;
    const row = (name: string): Promise<string> =>
      page
        .locator("tr", { has: page.locator("th", { hasText: name }) })
        .last()
        .innerText();
    expect(await row("created")).toContain("timestamp[us, tz=UTC]");
    expect(await row("embedding")).toContain("float32[32]");
    await explorer.open("#/table/prod/media/values?view=schema");
    expect(await row("amount")).toContain("decimal128(20, 4)");
    expect(await row("width")).toContain("int32");
  });

  test("copies the query as a program in four languages", async () => {
    await explorer.open(`${products}?view=schema&where=price+%3E+50`);
    const code = explorer.page.locator(".code");
    for (const [language, part] of [
      ["TypeScript", "new RestNamespace"],
      ["Python", "pyarrow.ipc"],
      ["curl", "/v1/table/prod%24search%24products/query"],
      ["lancetree", "lancetree query 'prod/search/products'"],
    ] as const) {
      await explorer.page.getByLabel("Language").selectOption(language);
      expect(await code.innerText()).toContain(part);
      expect(await code.innerText()).toContain("price > 50");
    }
  });

  test("its rows are exact: 64-bit integers, decimals, timestamps; null and empty differ", async () => {
    await explorer.open("#/table/prod/media/values");
    const grid = explorer.page.getByRole("grid");
    await grid.getByText("9223372036854775807").waitFor();
    await grid.getByText("0.0001").first().waitFor();
    expect(await grid.getByText("null", { exact: true }).count()).toBe(1);
    expect(await grid.getByText("empty", { exact: true }).count()).toBe(1);
    await explorer.open(products);
    await explorer.page.getByRole("grid").evaluate((element) => element.scrollTo(500, 0));
    await explorer.page.getByText("2023-11-14T22:13:20.123000Z").waitFor();
  });

  test("hostile values are text", async () => {
    await explorer.open("#/table/prod/media/values");
    const grid = explorer.page.getByRole("grid");
    await grid.getByText(hostile.markup.slice(0, 30)).first().waitFor();
    await grid.getByText("abc⟨U+202E⟩gnp.exe").waitFor();
    await grid.getByText("a␀b␇c␛[31m").waitFor();
    expect(await grid.getByRole("img", { name: "Image in image" }).count()).toBe(5);
  });

  test("fetches vectors only when they are asked for, then shows norm and line", async () => {
    await explorer.open(products);
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    const queries = (): string[] =>
      explorer
        .requests()
        .filter(({ path }) => path.endsWith("/query"))
        .map(({ body }) => body);
    expect(queries().filter((body) => body.includes("embedding"))).toEqual([]);
    await page.getByRole("grid").evaluate((grid) => grid.scrollTo(10_000, 0));
    await page.getByRole("columnheader", { name: "embedding" }).getByRole("button", { name: "Load" }).click();
    await page.locator(".cell-vector .sparkline").first().waitFor();
    expect(queries().some((body) => body.includes("embedding"))).toBe(true);
    expect(page.url()).toContain("vectors=embedding");
  });

  test("scrolls to the last row by the keyboard, with few rows in the document", async () => {
    await explorer.open(products);
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.getByRole("grid").focus();
    await page.keyboard.press("Control+End");
    await page.getByText(new Intl.NumberFormat("en-US").format(rowCount - 1), { exact: true }).waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(60);
    await page.keyboard.press("Control+Home");
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    expect(await page.getByRole("grid").getAttribute("aria-rowcount")).toBe(String(rowCount + 1));
  });

  test("sorts by a column and filters by text; the address has both", async () => {
    await explorer.open(products);
    const { page } = explorer;
    await page.getByRole("button", { name: "price" }).click();
    await page.getByRole("button", { name: "price" }).click();
    await expect.poll(() => page.url()).toContain("sort=-price");
    const condition = page.getByLabel("Condition in SQL");
    await condition.fill("category = 'books' AND price > 50");
    await condition.press("Enter");
    await page.getByText(/^\d+ matches$/).waitFor();
    expect(page.url()).toContain("where=category");
    expect(await page.locator(".grid-body .kind-number").first().innerText()).toMatch(/^9\d/);
  });

  test("the form follows the text, the text the form, and an error stands at the field", async () => {
    await explorer.open(`${products}?where=price+%3E+99`);
    const { page } = explorer;
    await page.getByRole("button", { name: "Form" }).click();
    expect(await page.getByLabel("Column", { exact: true }).inputValue()).toBe("price");
    await page.getByLabel("Value").fill("98");
    const condition = page.getByLabel("Condition in SQL");
    expect(await condition.inputValue()).toBe("price > 98");
    await condition.fill("price >");
    await condition.press("Enter");
    await page.locator("#filter-error").waitFor();
    expect(await condition.getAttribute("aria-invalid")).toBe("true");
  });

  test("the side panel has the whole row, also from a link", async () => {
    await explorer.open(products);
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).dblclick();
    const panel = page.getByRole("complementary", { name: "The whole row" });
    await panel.getByText("32 values").waitFor();
    const address = page.url();
    await page.goto("about:blank");
    await page.goto(address);
    await panel.getByText("32 values").waitFor();
    await panel.getByRole("button", { name: "Close the row" }).click();
    expect(await panel.count()).toBe(0);
  });

  test("exports the rows as CSV, JSON Lines and Arrow", async () => {
    await explorer.open(`${products}?where=id+%3C+9007199254740996&cols=id,title`);
    const { page } = explorer;
    await page.getByText("3 matches").waitFor();
    for (const [format, pattern] of [
      ["CSV", /^id,title\r\n9007199254740993,/],
      ["JSON Lines", /^\{"id":"9007199254740993","title":/],
      ["Arrow", /title/],
    ] as const) {
      await page.getByRole("button", { name: "Export" }).click();
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: format, exact: true }).click();
      const stream = await (await download).createReadStream();
      const text = (await stream.toArray()).map(String).join("");
      expect(text).toMatch(pattern);
      await page.keyboard.press("Escape");
    }
  });
});
