import { describe, expect, test } from "vitest";
import { sampleCatalog } from "./own-table.ts";
import { noBrowser, useExplorer } from "./page.ts";

describe.skipIf(noBrowser)("the tree", () => {
  const explorer = useExplorer();
  const active = async (): Promise<string> => {
    const id = await explorer.page.getByRole("tree").getAttribute("aria-activedescendant");
    return (await explorer.page.locator(`#${id}`).textContent()) ?? "";
  };

  test("opens namespaces and shows a table by mouse, and the address has it", async () => {
    await explorer.open();
    const tree = explorer.page.getByRole("tree");
    await tree.getByText("prod", { exact: true }).click();
    await tree.getByText("search", { exact: true }).click();
    await tree.getByText("products", { exact: true }).click();
    await expect.poll(() => explorer.page.url()).toContain("#/table/prod/search/products");
    expect(await explorer.page.getByRole("heading", { level: 1 }).textContent()).toBe("products");
    await explorer.page.goBack();
    await expect.poll(() => explorer.page.getByRole("heading", { level: 1 }).textContent()).toBe("search");
  });

  test("follows the keys of the WAI-ARIA pattern, and letters", async () => {
    await explorer.open();
    const { page } = explorer;
    await page.keyboard.press("t");
    await page.keyboard.type("pro");
    expect(await active()).toBe("prod");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("treeitem", { name: "media" }).waitFor();
    await page.keyboard.press("ArrowRight");
    expect(await active()).toBe("media");
    await page.keyboard.press("ArrowDown");
    expect(await active()).toBe("search");
    await page.keyboard.press("ArrowRight");
    await page.getByRole("treeitem", { name: "products" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("#/table/prod/search/products");
    await page.keyboard.press("ArrowLeft");
    expect(await active()).toBe("search");
    await page.keyboard.press("ArrowLeft");
    expect(await page.getByRole("treeitem", { name: "products" }).count()).toBe(0);
    await page.keyboard.press("End");
    expect(await active()).toContain("a_table_with");
    await page.keyboard.press("Home");
    expect(await active()).toBe("many");
  });

  test("has only the lines in view in the document, and says how many there are", async () => {
    await explorer.open("#/namespace/many/team_059");
    const tree = explorer.page.getByRole("tree");
    const last = tree.getByRole("treeitem", { name: "team_059" });
    await last.waitFor();
    expect([await last.getAttribute("aria-level"), await last.getAttribute("aria-setsize")]).toEqual([
      "2",
      "60",
    ]);
    expect(await last.getAttribute("aria-selected")).toBe("true");
    expect(await tree.getByRole("treeitem").count()).toBeLessThan(40);
  });

  test("loads the names of a large namespace page by page, as far as it is scrolled", async () => {
    const catalog = sampleCatalog();
    const names = Array.from({ length: 1005 }, (_, index) => `item_${String(index).padStart(4, "0")}`);
    await Promise.all(names.map((name) => catalog.createNamespace({ id: ["many", "team_020", name] })));
    await explorer.open();
    const { page } = explorer;
    await page.getByRole("treeitem", { name: "many" }).click();
    await page.getByRole("treeitem", { name: "team_020" }).click();
    await page.getByRole("treeitem", { name: "item_0000" }).waitFor();
    const lists = (): number =>
      explorer.requests().filter(({ path }) => path.endsWith("team_020/list")).length;
    expect(lists()).toBe(1);
    const first = await page.getByRole("treeitem", { name: "item_0000" }).boundingBox();
    // The names of the first page end 22 lines below.
    await page.getByRole("tree").evaluate((tree, top) => tree.scrollTo(0, top), 1000 * (first?.height ?? 0));
    await page.getByRole("treeitem", { name: "item_1004" }).waitFor();
    expect(lists()).toBe(1);
    expect(await page.getByRole("treeitem").count()).toBeLessThan(60);
  });

  test("finds objects by a part of their names, and goes to one", async () => {
    await explorer.open("");
    const { page } = explorer;
    await page.getByRole("tree").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("team_05");
    await page.getByRole("option").filter({ hasText: "team_058" }).click();
    await expect.poll(() => page.url()).toContain("#/namespace/many/team_058");
  });

  test("the key after the one that opens the finder is typed into it", async () => {
    await explorer.open();
    const focused = await explorer.page.evaluate<string>(`
      dispatchEvent(new KeyboardEvent("keydown", { key: "/" }));
      new Promise((resolve) => setTimeout(resolve)).then(() => document.activeElement.role)`);
    expect(focused).toBe("combobox");
  });

  test("breadcrumbs lead to the namespaces above", async () => {
    await explorer.open("#/table/prod/search/products?view=schema");
    await explorer.page.getByRole("navigation", { name: "Path" }).getByText("search").click();
    await expect.poll(() => explorer.page.url()).toContain("#/namespace/prod/search");
    await explorer.page.getByRole("link", { name: "products table" }).waitFor();
  });

  test("an object that does not exist is reported as missing", async () => {
    await explorer.open("#/table/prod/search/nothing");
    const title = explorer.page.getByRole("alert").getByText("Not found", { exact: true });
    await expect.poll(() => title.count()).toBe(1);
  });
});
