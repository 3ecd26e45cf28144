import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";
import { type Proxy, startProxy } from "./proxy.ts";
import { type CatalogServer, command, repository, serveFolder } from "./serve-folder.ts";

const products = "#/table/prod/search/products";

describe.skipIf(noBrowser)("keys", () => {
  let server: CatalogServer;
  let proxy: Proxy;
  let folder = "";
  /** A second server over the sample's folder, which accepts the keys of a file. */
  const start = (keyFile: string): Promise<CatalogServer> =>
    serveFolder(inject("root"), ["--api-key-file", join(folder, keyFile)]);
  const addKey = (keyFile: string, name: string, ...words: string[]): string =>
    execFileSync(
      process.execPath,
      [...command, "keys", "add", name, "--api-key-file", join(folder, keyFile), ...words],
      { cwd: repository, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    ).trim();
  const keys = { ann: "", bob: "", renewed: "" };

  beforeAll(async () => {
    if (noBrowser) return;
    folder = mkdtempSync(join(tmpdir(), "lancetree-explorer-keys-"));
    keys.ann = addKey("keys.json", "ann", "--role", "admin");
    keys.bob = addKey("keys.json", "bob", "--path", "staging");
    keys.renewed = addKey("renewed.json", "ann", "--role", "admin");
    server = await start("keys.json");
    proxy = await startProxy(server.address);
  });
  afterAll(async () => {
    await proxy?.close();
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const explorer = useExplorer(() => proxy.address);
  const signIn = async (key: string): Promise<void> => {
    const dialog = explorer.page.getByRole("dialog", { name: "This catalog needs a key" });
    await dialog.locator("input").fill(key);
    await dialog.getByRole("button", { name: "Continue" }).click();
  };

  test("a link to a table that the key may not see: it shows nothing of the table, and what the key may do", async () => {
    const { page } = explorer;
    await page.goto(`${proxy.address}/ui/${products}?where=price+%3E+50&row=0`);
    await signIn(keys.bob);
    await page.getByRole("alert").getByText("Not allowed for this key").first().waitFor();
    await expect.poll(() => page.getByRole("treeitem", { name: "Loading" }).count()).toBe(0);
    expect(await page.getByRole("treeitem", { name: /prod|search|products/ }).count()).toBe(0);
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await page.getByRole("grid").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Drop" }).count()).toBe(0);
    await page.getByText("bob, may read").waitFor();
    await page.goto(`${proxy.address}/ui/#/namespace/staging`);
    await page.getByRole("heading", { name: "staging" }).waitFor();
    expect(await page.getByRole("button", { name: "New table" }).count()).toBe(0);
  });

  test("a wrong key: the page asks again", async () => {
    const { page } = explorer;
    await page.goto(`${proxy.address}/ui/`);
    await signIn("wrong");
    await expect.poll(() => proxy.count({ path: "/whoami" })).toBeGreaterThan(1);
    await signIn(keys.ann);
    await page.getByRole("treeitem", { name: "prod", exact: true }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("a server that restarts and no longer knows the key: the page asks for one, and goes on where it was", async () => {
    const { page } = explorer;
    await page.goto(`${proxy.address}/ui/${products}`);
    await signIn(keys.ann);
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.getByRole("treeitem", { name: "products" }).waitFor();
    proxy.target = undefined;
    await server.close();
    await page.getByRole("grid", { name: "Rows" }).focus();
    await page.keyboard.press("Control+End");
    await page.getByRole("alert").getByText("The server did not respond").waitFor();
    server = await start("renewed.json");
    proxy.target = server.address;
    await page.getByRole("button", { name: "Try again", exact: true }).click();
    await signIn(keys.renewed);
    await expect.poll(() => page.locator(".cell-loading").count()).toBe(0);
    expect(await page.getByRole("rowheader", { name: "2,999" }).count()).toBe(1);
    await page.getByRole("treeitem", { name: "products" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.getByRole("tab", { name: "Versions" }).click();
    await page.locator(".timeline").waitFor();
  });
});
