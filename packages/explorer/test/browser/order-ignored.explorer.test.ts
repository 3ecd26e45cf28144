import { describe, expect, test } from "vitest";
import { compareVersions, noBrowser } from "./page.ts";
import { useProxiedExplorer } from "./use-proxy.ts";

const products = "#/table/prod/search/products";
const notSorted = "This server does not offer an order of rows.";

// Pylance's server is one; the interop suite has it.
describe.skipIf(noBrowser)("a server that ignores the order of a query", () => {
  const proxied = useProxiedExplorer();
  const { explorer } = proxied;

  test.each(["price", "title", "created", "in_stock"])(
    "rows by %s: the page says that they are not sorted",
    async (column) => {
      proxied.proxy.ignore("order_by");
      await explorer.open(`${products}?sort=-${column}&cols=id,${column}`);
      const { page } = explorer;
      await page.getByRole("status").getByText(notSorted).waitFor();
      const head = page.getByRole("columnheader", { name: column });
      expect(await head.getAttribute("aria-sort")).toBe("none");
    },
  );

  test("one that does not ignore it: rows in each order, and of each type, are taken for sorted", async () => {
    const { page } = explorer;
    for (const column of ["id", "price", "title", "category", "created", "in_stock"]) {
      for (const [sign, sort] of [
        ["", "ascending"],
        ["-", "descending"],
      ] as const) {
        await explorer.open(`${products}?sort=${sign}${column}&cols=id,${column}`);
        await page.locator(".grid-cell.kind-integer bdi").first().waitFor();
        const head = page.getByRole("columnheader", { name: column });
        expect(await head.getAttribute("aria-sort")).toBe(sort);
        expect(await page.getByText(notSorted).count()).toBe(0);
      }
    }
  });

  test("the first rows of two versions are not compared", async () => {
    proxied.proxy.ignore("order_by");
    await explorer.open(`${products}?view=versions`);
    const { page } = explorer;
    const panel = await compareVersions(page, 1, 2);
    await panel.getByRole("combobox", { name: "Rows by" }).selectOption("title");
    await panel.getByRole("button", { name: "Show changed rows" }).click();
    await panel.getByText("This server does not offer this comparison.").waitFor();
    expect(await panel.getByText(/rows differ/).count()).toBe(0);
  });
});
