import { describe, expect, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";

const search = "#/table/prod/search/products?view=search";

describe.skipIf(noBrowser)("search", () => {
  const explorer = useExplorer();

  test("finds similar rows from any row", async () => {
    await explorer.open("#/table/prod/search/products");
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).dblclick();
    await page.getByRole("link", { name: "Similar by embedding" }).click();
    const grid = page.getByRole("grid", { name: "Rows found" });
    await grid.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    expect(await grid.getByRole("gridcell").first().innerText()).toBe("0");
  });

  test("searches by a pasted vector, and says when its length is wrong", async () => {
    await explorer.open(`${search}&column=image_vector`);
    const { page } = explorer;
    const field = page.getByLabel("Near a vector");
    await field.fill("[1, 2, 3]");
    await field.press("Enter");
    await page.getByRole("alert").getByText("The vector has 3 values; the column has 8.").waitFor();
    await field.fill("[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]");
    await field.press("Enter");
    await expect.poll(() => page.getByText(/^20 rows in/).count()).toBe(1);
  });

  test("searches by words, and by words and a vector", async () => {
    await explorer.open(`${search}&q=river`);
    await explorer.page.getByRole("columnheader", { name: "_score" }).waitFor();
    await explorer.open(`${search}&q=river&like=0&column=embedding`);
    const score = explorer.page.getByRole("columnheader", { name: "_relevance_score" });
    await expect.poll(() => score.count()).toBe(1);
  });

  test("measures the recall of the index against the exact search", async () => {
    await explorer.open(`${search}&like=0&column=embedding&k=10`);
    await explorer.page.getByRole("button", { name: "Measure recall" }).click();
    const panel = explorer.page.getByRole("region", { name: "Recall" });
    await panel.getByText("Recall@10").waitFor();
    expect(await panel.innerText()).toMatch(/finds \d+ of the 10 nearest rows/);
    expect(await panel.innerText()).toMatch(/With the index\s+[\d.]+ m?s\s+Exact\s+[\d.]+ m?s/);
  });

  test("shows the plan as a tree, and what each step did", async () => {
    await explorer.open(`${search}&like=0&column=embedding&exact=yes&metric=cosine&min=0&max=9`);
    const { page } = explorer;
    await page.getByRole("button", { name: "Show the plan" }).click();
    const plan = page.getByRole("region", { name: "Plan" });
    await plan.getByText("KNNVectorDistance").waitFor();
    expect(await plan.innerText()).toContain("metric=cosine");
    await plan.getByRole("button", { name: "Run and measure" }).click();
    await plan
      .getByText(/^[\d.]+ ?K? rows$/)
      .first()
      .waitFor();
  });

  test("sends metric, partitions, refine factor, distance bounds and the place of the filter, by the keyboard", async () => {
    await explorer.open(`${search}&like=0&column=embedding&where=price+%3E+10`);
    const { page } = explorer;
    await page.getByText(/^20 rows in/).waitFor();
    await page.getByText("Options", { exact: true }).focus();
    await page.keyboard.press("Enter");
    for (const [label, value] of [
      ["Partitions (nprobes)", "4"],
      ["Refine factor", "2"],
      ["Distance from", "0.5"],
      ["Distance below", "90"],
      ["Rows", "7"],
    ] as const)
      await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel(/^Filter/).selectOption("after the search");
    explorer.requests();
    await page.getByLabel("Rows", { exact: true }).press("Enter");
    await page.getByText(/^\d rows? in/).waitFor();
    const body = explorer.requests().findLast(({ path }) => path.endsWith("/query"))?.body ?? "{}";
    expect(JSON.parse(body)).toMatchObject({
      k: 7,
      nprobes: 4,
      refine_factor: 2,
      lower_bound: 0.5,
      upper_bound: 90,
      prefilter: false,
      filter: "price > 10",
    });
    expect(page.url()).toContain("refine=2");
  });
});
