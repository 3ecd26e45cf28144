import { describe, expect, test } from "vitest";
import { noBrowser } from "./page.ts";
import { useProxiedExplorer } from "./use-proxy.ts";

const products = "#/table/prod/search/products";

describe.skipIf(noBrowser)("a server that fails", () => {
  const proxied = useProxiedExplorer();
  const { explorer } = proxied;

  test("in the middle of a page of rows: the others stay, and one click goes on at the same row", async () => {
    await explorer.open(products);
    const { page } = explorer;
    const { proxy } = proxied;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    const mend = proxy.cut({ path: "/query", body: '"offset":' });
    const grid = page.getByRole("grid", { name: "Rows" });
    await grid.focus();
    await page.keyboard.press("Control+End");
    await page.getByRole("alert").getByText("The server did not respond").waitFor();
    await page.keyboard.press("Control+Home");
    await grid.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.keyboard.press("Control+End");
    const last = page.getByRole("rowheader", { name: "2,999" });
    await last.waitFor();
    mend();
    await page.getByRole("button", { name: "Try again", exact: true }).click();
    await expect.poll(() => page.locator(".cell-loading").count()).toBe(0);
    expect(await last.count()).toBe(1);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("in the middle of a list: the tree says so, and one click loads it", async () => {
    const { page } = explorer;
    const { proxy } = proxied;
    await explorer.open();
    const mend = proxy.cut({ path: "/namespace/many/list" });
    await page.getByRole("treeitem", { name: "many" }).click();
    const failed = page.getByRole("treeitem", { name: "Could not load" });
    await failed.waitFor();
    await page.getByRole("alert").getByText("The server did not respond").waitFor();
    mend();
    await failed.getByRole("button").click();
    await page.getByRole("treeitem", { name: "team_000" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("a change whose response is lost: the page says so, and shows what is there now", async () => {
    await explorer.open("#/namespace/staging");
    const { page } = explorer;
    const mend = proxied.proxy.cut({ path: "/namespace/staging$lost/create" });
    await page.getByRole("button", { name: "New namespace" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("lost");
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByRole("alert").getByText("The server did not respond").waitFor();
    mend();
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog
      .getByRole("alert")
      .getByText(/already exists/)
      .waitFor();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("treeitem", { name: "lost" }).click();
    await page.getByRole("button", { name: "Drop" }).click();
    await dialog.getByText("The namespace is empty.").waitFor();
    await dialog.getByRole("textbox").fill("lost");
    await dialog.getByRole("button", { name: "Drop everything" }).click();
    await expect.poll(() => page.url()).toMatch(/#\/namespace\/staging$/);
  });

  test("while it measures a plan: one click measures it again", async () => {
    await explorer.open(`${products}?view=search&q=river`);
    const { page } = explorer;
    await page.getByRole("button", { name: "Show the plan" }).click();
    const mend = proxied.proxy.cut({ path: "/analyze_plan" });
    await page.getByRole("button", { name: "Run and measure" }).click();
    await page.getByRole("alert").getByText("The server did not respond").waitFor();
    mend();
    await page.getByRole("button", { name: "Try again", exact: true }).click();
    const plan = page.getByRole("region", { name: "Plan" });
    expect(await plan.getByRole("heading").innerText()).toBe("Plan, measured");
  });

  test("restarts: what is shown stays, and one click goes on", async () => {
    await explorer.open(products);
    const { page } = explorer;
    const { proxy } = proxied;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    const { target } = proxy;
    proxy.target = undefined;
    await page.getByRole("treeitem", { name: "many" }).click();
    await page.getByRole("alert").getByText("The server did not respond").waitFor();
    expect(await page.getByRole("treeitem", { name: "products" }).count()).toBe(1);
    proxy.target = target;
    await page.getByRole("button", { name: "Try again", exact: true }).click();
    await page.getByRole("link", { name: "team_000" }).waitFor();
  });

  test("while a view's script arrives: one click loads it", async () => {
    const mend = proxied.proxy.cut({ path: "/assets/versions-view" });
    await explorer.open(products);
    const { page } = explorer;
    await page.getByRole("tab", { name: "Versions" }).click();
    await page.getByRole("alert").getByText("This part of the page could not be loaded").waitFor();
    mend();
    await page.getByRole("button", { name: "Try again", exact: true }).click();
    await page.locator(".timeline").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  test("offline: each view says that the request failed, and goes on afterwards", async () => {
    await explorer.open(`${products}?view=schema`);
    const { page } = explorer;
    await page.locator(".column-table").waitFor();
    await page.context().setOffline(true);
    await page.getByRole("tab", { name: "Rows" }).click();
    await page.getByRole("alert").getByText("The server did not respond").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again", exact: true }).click();
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole("tab", { name: "Versions" }).click();
    await page.getByRole("alert").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again", exact: true }).click();
    await page.locator(".timeline").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });
});
