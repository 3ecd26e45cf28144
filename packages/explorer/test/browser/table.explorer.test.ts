import { Binary, Field, Int32, RecordBatch, Schema, Table, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { createOwn } from "./own-table.ts";
import { innerStrings, noBrowser, useExplorer } from "./page.ts";
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

  test("its details: which values may be null, metadata, location, version, rows, size and properties", async () => {
    const schema = new Schema(
      [
        new Field("width", new Int32(), false, new Map([["unit", "mm"]])),
        new Field("raw", new Binary(), true),
      ],
      new Map([["source", "a sensor"]]),
    );
    const raw = Uint8Array.from({ length: 300 }, (_, at) => at % 256);
    const columns = new Table({
      width: vectorFromArray([1, 2], new Int32()),
      raw: vectorFromArray([raw, null], new Binary()),
    });
    const table = new Table(
      schema,
      columns.batches.map((batch) => new RecordBatch(schema, batch.data)),
    );
    const address = await createOwn(["many", "team_010", "described"], table);
    await explorer.open(`${address}?view=schema`);
    const { page } = explorer;
    const width = page.locator("tr", { has: page.getByRole("rowheader", { name: "width" }) });
    await width.getByText("not null", { exact: true }).waitFor();
    await width.getByText("1 metadata").click();
    expect(await width.getByRole("definition").innerText()).toBe("mm");
    const raws = page.locator("tr", { has: page.getByRole("rowheader", { name: "raw" }) });
    expect(await raws.innerText()).toMatch(/binary\s+allowed/);
    const details = page.locator("section", { has: page.getByRole("heading", { name: "Details" }) });
    await details.getByText("Fragments").waitFor();
    expect(await details.innerText()).toMatch(
      /Version\s+1\s+Location\s+\S+described\S*\s+Rows\s+2\s+Size\s+[\d.]+ (byte|kB)/,
    );
    await page.getByRole("heading", { name: "Properties", exact: true }).waitFor();
    const metadata = page.locator("section", {
      has: page.getByRole("heading", { name: "Schema metadata" }),
    });
    expect(await metadata.innerText()).toMatch(/source\s+a sensor/);
    await explorer.open(`${address}?row=0`);
    await page.getByRole("gridcell", { name: "300 bytes" }).waitFor();
    const panel = page.getByRole("complementary", { name: "The whole row" });
    await panel.getByText("00 01 02 03", { exact: false }).waitFor();
  });

  test("lists and structs are shown in the cell, and with each of their values in the side panel", async () => {
    await explorer.open("#/table/prod/media/values?cols=tags,details");
    const { page } = explorer;
    await page
      .getByRole("gridcell", { name: /^\{width: 3, note: / })
      .first()
      .waitFor();
    await page.getByRole("gridcell", { name: '["a", "b"]' }).first().dblclick();
    const panel = page.getByRole("complementary", { name: "The whole row" });
    await panel.locator(".nested").first().waitFor();
    const fields = panel.locator(".nested dt");
    expect(await innerStrings(fields)).toEqual(["0", "1", "width", "note"]);
  });

  test("the form writes values by the type of their column", async () => {
    await explorer.open(products);
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.getByRole("button", { name: "Form" }).click();
    const condition = page.getByLabel("Condition in SQL");
    for (const [column, comparison, value, text] of [
      ["id", "=", "9007199254740995", "id = 9007199254740995"],
      ["title", "contains", "o'r_%", "contains(title, 'o''r_%')"],
      ["category", "=", "books", "category = 'books'"],
      ["in_stock", "=", "true", "in_stock = true"],
      ["created", "<", "2023-11-15 00:00:00", "created < "],
      ["embedding", "is not null", "", "embedding IS NOT NULL"],
    ] as const) {
      await page.getByLabel("Column", { exact: true }).selectOption(column);
      await page.getByLabel("Comparison").selectOption(comparison);
      const field = page.getByLabel("Value");
      if (column === "in_stock") await field.selectOption(value);
      else if (value !== "") await field.fill(value);
      expect(await condition.inputValue()).toContain(text);
      await page.getByRole("button", { name: "Apply" }).click();
      await page.getByText(/^[\d,]+ match(es)?$/).waitFor();
      expect(await page.locator("#filter-error").count()).toBe(0);
    }
  });
});
