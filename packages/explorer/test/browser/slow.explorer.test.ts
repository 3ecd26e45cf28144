import { describe, expect, test } from "vitest";
import { noBrowser } from "./page.ts";
import { useProxiedExplorer } from "./use-proxy.ts";

const products = "#/table/prod/search/products";

/** Each view, what it shows while it waits for the server, and an element that is there once it is complete. */
const views = [
  ["namespace", "#/namespace/prod", ".children"],
  ["rows", products, ".grid-cell.kind-integer bdi"],
  ["schema", `${products}?view=schema`, ".column-table"],
  ["search", `${products}?view=search&like=0&column=embedding`, ".grid-cell bdi"],
  ["versions", `${products}?view=versions`, ".timeline"],
  ["indices", `${products}?view=indices`, "meter"],
  ["profile", `${products}?view=profile&profile=price`, ".bar"],
  ["map", `${products}?view=map&color=category`, ".legend"],
] as const;

/** What the function below uses in the page. */
declare const PerformanceObserver: new (
  seen: (list: { getEntries(): readonly object[] }) => void,
) => { observe(options: object): void };

/** Runs in the page: notes what moves without an event from the mouse or the keyboard. */
function noteShifts(): void {
  const shifts: string[] = [];
  Reflect.set(globalThis, "shifts", shifts);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      // A smaller part of the view moves where a value replaces the bar of a cell that loads.
      if (Reflect.get(entry, "hadRecentInput") === true || Number(Reflect.get(entry, "value")) < 0.0005)
        continue;
      const sources = Reflect.get(entry, "sources") as readonly {
        readonly node: { readonly className?: string } | null;
      }[];
      const names = sources.map(({ node }) => node?.className);
      shifts.push(`${String(Reflect.get(entry, "value"))} ${names.join(", ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
}

describe.skipIf(noBrowser)("a slow server", () => {
  const proxied = useProxiedExplorer();
  const { explorer } = proxied;

  test.each(views)("%s: says that it loads, and nothing jumps", async (_, hash, ready) => {
    const { page } = explorer;
    // Held requests occupy all connections of the browser, so the view's script is to come from its cache.
    await page.goto(`${proxied.proxy.address}/ui/${hash}`);
    await page.locator(ready).first().waitFor();
    await page.goto("about:blank");
    await page.addInitScript(noteShifts);
    const rows = proxied.proxy.hold({ path: "/query" });
    const rest = proxied.proxy.hold({ path: "/v1/" });
    await page.goto(`${proxied.proxy.address}/ui/${hash}`);
    await page.locator("main .placeholder").first().waitFor();
    await page.getByRole("tree").getByText("Loading").first().waitFor();
    rest.release();
    await page.getByRole("treeitem", { name: "prod", exact: true }).waitFor();
    rows.release();
    await page.locator(ready).first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate(() => Reflect.get(globalThis, "shifts") as unknown)).toEqual([]);
  });

  test("what needs no server works meanwhile, and so does another view", async () => {
    const { page } = explorer;
    const held = proxied.proxy.hold({ path: "/v1/" });
    await page.goto(`${proxied.proxy.address}/ui/${products}`);
    await page.locator("main .placeholder").first().waitFor();
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByLabel("Theme").selectOption("dark");
    // Not a view whose script is loaded later: a browser has six connections to a server, and all wait.
    await page.getByRole("tab", { name: "Schema" }).click();
    await page.getByRole("heading", { name: "Details" }).waitFor();
    await page.getByRole("link", { name: "Lancetree" }).click();
    await page.getByRole("heading", { name: "Catalog" }).waitFor();
    held.release();
    await page.getByRole("link", { name: "prod namespace" }).waitFor();
    expect(held.count).toBeGreaterThan(2);
  });

  test("views open while all connections of the browser wait: their scripts came before", async () => {
    await explorer.open(products);
    const { page } = explorer;
    const { proxy } = proxied;
    const parts = ["search", "versions", "indices", "profile", "map"].map((name) => `/assets/${name}-view`);
    await expect.poll(() => parts.filter((path) => proxy.count({ path }) === 0)).toEqual([]);
    await page.waitForLoadState("networkidle");
    const held = proxy.hold({ path: "/v1/" });
    await page.evaluate((address) => {
      for (let connection = 0; connection < 6; connection += 1) void fetch(address);
    }, `${proxy.address}/v1/namespace/$/list`);
    await expect.poll(() => held.count).toBe(6);
    await page.getByRole("tab", { name: "Versions" }).click();
    await page.getByRole("heading", { name: "Versions" }).waitFor();
    await page.getByRole("tab", { name: "Indices" }).click();
    await page.getByRole("heading", { name: "Build an index" }).waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("dialog", { name: "Rename or move the table" }).waitFor();
  });

  test("a second click does not start a second load or a second change", async () => {
    // No other test changes this namespace.
    await explorer.open("#/namespace/many");
    const { page } = explorer;
    const { proxy } = proxied;
    const list = { path: "/namespace/many$team_005/list" };
    const lists = proxy.hold({ path: "/namespace/many$team_005/" });
    const item = page.getByRole("treeitem", { name: "team_005" });
    await item.click();
    await item.click();
    await expect.poll(() => proxy.count(list)).toBe(1);
    lists.release();
    await page.getByText("This namespace is empty").waitFor();
    expect(proxy.count(list)).toBe(1);

    await page.getByRole("button", { name: "New namespace" }).click();
    const creations = proxy.hold({ path: "/namespace/many$team_005$twice/create" });
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("twice");
    await dialog.getByLabel("Name").press("Enter");
    await dialog.getByLabel("Name").press("Enter");
    await expect.poll(() => creations.count).toBe(1);
    creations.release();
    await page.getByRole("heading", { name: "twice" }).waitFor();
    expect(proxy.count({ path: "/namespace/many$team_005$twice/create" })).toBe(1);
    await page.getByRole("button", { name: "Drop" }).click();
    await dialog.getByText("The namespace is empty.").waitFor();
    await dialog.getByRole("textbox").fill("twice");
    await dialog.getByRole("textbox").press("Enter");
    await expect.poll(() => page.url()).toMatch(/#\/namespace\/many\/team_005$/);
  });

  test("a second click on what reads does not read twice", async () => {
    await explorer.open(`${products}?view=search&like=0&column=embedding`);
    const { page } = explorer;
    const { proxy } = proxied;
    const measure = page.getByRole("button", { name: "Measure recall" });
    await measure.waitFor();
    const exact = proxy.hold({ path: "/query", body: '"bypass_vector_index":' });
    await measure.click();
    await expect.poll(() => exact.count).toBe(1);
    await measure.click({ force: true });
    const plans = proxy.hold({ path: "/explain_plan" });
    const plan = page.getByRole("button", { name: "Show the plan" });
    await plan.click();
    await expect.poll(() => plans.count).toBe(1);
    await plan.click({ force: true });
    plans.release();
    await page.getByRole("region", { name: "Plan" }).waitFor();
    exact.release();
    await page.getByRole("region", { name: "Recall" }).waitFor();
    expect([exact.count, plans.count]).toEqual([1, 1]);
    expect(proxy.count({ path: "/query", body: '"bypass_vector_index":' })).toBe(4);
    expect(proxy.count({ path: "/explain_plan" })).toBe(1);
  });
});
