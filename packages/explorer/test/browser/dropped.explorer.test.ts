import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RestNamespace } from "@lancetree/rest-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";
import { oneColumn } from "./sample.ts";
import { type CatalogServer, serveFolder } from "./serve-folder.ts";

// Catalogs in a folder keep nothing that was dropped; those in PostgreSQL do.
describe.skipIf(noBrowser)("dropped objects", () => {
  let server: CatalogServer;
  let catalog: RestNamespace;
  let folder = "";
  beforeAll(async () => {
    if (noBrowser) return;
    folder = mkdtempSync(join(tmpdir(), "lancetree-explorer-dropped-"));
    server = await serveFolder(folder, [
      "--postgres",
      `pglite:${join(folder, "database")}`,
      "--retain",
      "1h",
    ]);
    catalog = new RestNamespace({ uri: server.address, timeoutMs: 1_800_000 });
    const data = await oneColumn();
    await catalog.createNamespace({ id: ["team"] });
    for (const name of ["kept", "lost", "moved"]) {
      await catalog.createTable({ id: ["team", name], data });
      await catalog.dropTable({ id: ["team", name] });
    }
    await catalog.createTable({ id: ["team", "moved"], data });
  });
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const explorer = useExplorer(() => server.address);

  test("are listed and brought back by the keyboard, under another name where theirs is taken", async () => {
    await explorer.open("#/namespace/team");
    const { page } = explorer;
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Bring back" }).focus();
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Undrop moved" }).focus();
    await page.keyboard.press("Enter");
    await dialog.getByLabel("Bring the table back as").press("Enter");
    await dialog
      .getByRole("alert")
      .getByText(/already exists/)
      .waitFor();
    await dialog.getByLabel("Bring the table back as").fill("moved_before");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("#/table/team/moved_before");
    await page.getByText("2 rows", { exact: true }).waitFor();
    await page.getByText(/^Request [0-9a-f]{16}$/).waitFor();
  });

  test("are brought back by the mouse", async () => {
    await explorer.open("#/namespace/team");
    const { page } = explorer;
    await page.getByRole("button", { name: "Bring back" }).click();
    await page.getByRole("button", { name: "Undrop kept" }).click();
    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect.poll(() => page.url()).toContain("#/table/team/kept");
  });

  test("are purged behind a guard that says what is removed", async () => {
    await explorer.open("#/namespace/team");
    const { page } = explorer;
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Bring back" }).click();
    await dialog.getByRole("button", { name: "Purge lost" }).click();
    await dialog
      .getByText(/^This removes 1 dropped object at “team \/ lost” or below, with 1 table /)
      .waitFor();
    expect(await dialog.getByRole("button", { name: "Purge", exact: true }).isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill("lost");
    await page.keyboard.press("Enter");
    await page
      .getByRole("status")
      .filter({ hasText: "The dropped objects at “team / lost” or below were purged." })
      .waitFor();
    await expect.poll(() => dialog.getByRole("button", { name: "Purge lost" }).count()).toBe(0);
    const { dropped } = await catalog.listDropped({ id: ["team", "lost"] });
    expect(dropped).toEqual([]);
  });
});

describe.skipIf(noBrowser)("dropped objects of a catalog that keeps none", () => {
  const explorer = useExplorer();

  test("are not offered", async () => {
    const { page } = explorer;
    const listed = page.waitForResponse((response) => response.url().includes("/lancetree/v1/dropped"));
    await explorer.open("#/namespace/staging");
    await (await listed).finished();
    await page.getByRole("button", { name: "New table" }).waitFor();
    expect(await page.getByRole("button", { name: "Bring back" }).count()).toBe(0);
  });
});
