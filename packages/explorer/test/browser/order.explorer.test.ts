import { describe, expect, test } from "vitest";
import { noBrowser } from "./page.ts";
import { useProxiedExplorer } from "./use-proxy.ts";

const products = "#/table/prod/search/products";

/** Of the page. */
declare function requestAnimationFrame(callback: () => void): void;

describe.skipIf(noBrowser)("responses out of order: the newest request wins", () => {
  const proxied = useProxiedExplorer();
  const { explorer } = proxied;
  /** Lets the page work on what has arrived: two frames are painted. */
  const settle = (): Promise<void> =>
    explorer.page.evaluate(
      () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
    );

  test("in the tree: an older list does not remove what was created since", async () => {
    await explorer.open();
    const { page } = explorer;
    const { proxy } = proxied;
    // With what was there before; the lists that follow are not held.
    const before = proxy.hold({ path: "/namespace/staging/list" }, 1);
    await page.getByRole("treeitem", { name: "staging" }).click();
    await expect.poll(() => before.count).toBe(1);
    await page.getByRole("button", { name: "New namespace" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("newest");
    await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
    await page.getByRole("treeitem", { name: "newest" }).waitFor();
    before.release();
    await settle();
    await page.waitForLoadState("networkidle");
    expect(await page.getByRole("treeitem", { name: "newest" }).count()).toBe(1);
    await page.getByRole("button", { name: "Drop" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("newest");
    await page.getByRole("dialog").getByRole("button", { name: "Drop everything" }).click();
    await expect.poll(() => page.url()).toMatch(/#\/namespace\/staging$/);
  });

  test("in the rows: those of the last filter, and their number", async () => {
    await explorer.open(products);
    const { page } = explorer;
    const { proxy } = proxied;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    const condition = page.getByLabel("Condition in SQL");
    const old = [
      proxy.hold({ path: "/query", body: "price > 99" }),
      proxy.hold({ path: "/count_rows", body: "price > 99" }),
    ];
    await condition.fill("price > 99");
    await condition.press("Enter");
    await expect.poll(() => old.map(({ count }) => count)).toEqual([1, 1]);
    await condition.fill("id = 9007199254740999");
    await condition.press("Enter");
    await page.getByText("1 match", { exact: true }).waitFor();
    await page.getByRole("gridcell", { name: "9007199254740999" }).waitFor();
    for (const held of old) held.release();
    await settle();
    await page.waitForLoadState("networkidle");
    expect(await page.getByText(/^\d+ match(es)?$/).innerText()).toBe("1 match");
    const ids = page.locator(".grid-body .kind-integer");
    expect(await ids.count()).toBe(1);
    expect(await ids.innerText()).toBe("9007199254740999");
  });

  test("in a search", async () => {
    await explorer.open(`${products}?view=search&q=river`);
    const { page } = explorer;
    const { proxy } = proxied;
    await page.getByText(/rows in/).waitFor();
    const words = page.getByRole("textbox", { name: "and words" });
    const old = proxy.hold({ path: "/query", body: '"query":"stone"' });
    await words.fill("stone");
    await words.press("Enter");
    await expect.poll(() => old.count).toBe(1);
    await words.fill("lance");
    await page.getByLabel("Rows", { exact: true }).fill("3");
    await words.press("Enter");
    await page.getByText(/^3 rows in/).waitFor();
    old.release();
    await settle();
    await page.waitForLoadState("networkidle");
    expect(await page.getByText(/rows in/).innerText()).toMatch(/^3 rows in/);
  });

  test("in the finder", async () => {
    await explorer.open();
    const { page } = explorer;
    const { proxy } = proxied;
    await page.keyboard.press("/");
    const field = page.getByRole("combobox", { name: "Name contains" });
    const old = proxy.hold({ path: "/find", body: '"text":"team"' });
    await field.fill("team");
    await expect.poll(() => old.count).toBe(1);
    await field.fill("products");
    const found = page.getByRole("listbox", { name: "Objects found" }).getByRole("option");
    await found.filter({ hasText: "products" }).waitFor();
    old.release();
    await settle();
    await page.waitForLoadState("networkidle");
    expect(await found.count()).toBe(1);
  });

  test("in the versions, when another table is shown", async () => {
    await explorer.open("#/namespace/prod/media");
    const { page } = explorer;
    const { proxy } = proxied;
    const old = proxy.hold({ path: "/table/prod$search$products/" });
    await page.goto(`${proxy.address}/ui/${products}?view=versions`);
    await expect.poll(() => old.count).toBeGreaterThan(2);
    await page.goto(`${proxy.address}/ui/#/table/prod/media/values?view=versions`);
    await page.getByRole("listitem").filter({ hasText: "Version 1" }).waitFor();
    old.release();
    await settle();
    await page.waitForLoadState("networkidle");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("values");
    expect(await page.locator(".timeline").getByText("Version 2").count()).toBe(0);
    await page.getByText("5 rows", { exact: true }).waitFor();
  });
});
