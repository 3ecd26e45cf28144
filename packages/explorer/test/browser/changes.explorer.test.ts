import { Int32, Table, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { createOwn } from "./own-table.ts";
import { compareVersions, noBrowser, useExplorer } from "./page.ts";
import { hostile } from "./sample.ts";

const products = "#/table/prod/search/products";

describe.skipIf(noBrowser)("versions, indices and changes", () => {
  const explorer = useExplorer();

  test("opens an old version read only, and the address says which", async () => {
    await explorer.open(`${products}?view=versions`);
    const { page } = explorer;
    const first = page.getByRole("listitem").filter({ hasText: "Version 1" }).first();
    await first.getByText("first", { exact: true }).waitFor();
    await first.getByRole("button", { name: "Open" }).click();
    await page.getByText("version 1, read only").waitFor();
    await page.getByText("2,900 rows").waitFor();
    expect(page.url()).toContain("version=1");
  });

  test("compares two versions by rows and by a key", async () => {
    await explorer.open(`${products}?view=versions`);
    const { page } = explorer;
    const panel = await compareVersions(page, 1, 2);
    await panel.getByText("2,900 → 3,000 (+100)").waitFor();
    await panel.getByRole("button", { name: "Show changed rows" }).click();
    await expect.poll(() => panel.getByText(/rows differ/).count()).toBe(1);
  });

  test("tags and untags a version, and restores one behind a guard", async () => {
    await explorer.open("#/table/prod/media/history?view=versions");
    const { page } = explorer;
    await page.getByRole("button", { name: "Tag", exact: true }).first().click();
    await page.keyboard.type("mine");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove the tag mine" }).click();
    await expect.poll(() => page.getByRole("button", { name: "Remove the tag mine" }).count()).toBe(0);
    await page.getByRole("status").filter({ hasText: "The tag “mine” was removed." }).waitFor();
    await page
      .getByRole("listitem")
      .filter({ hasText: "Version 1" })
      .getByRole("button", { name: "Restore" })
      .click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Restore" }).isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill("history");
    await dialog.getByRole("button", { name: "Restore" }).click();
    await page.getByText("Version 1 was restored as a new version").first().waitFor();
    await page.getByText("10 rows", { exact: true }).waitFor();
  });

  test("lists indices with what they cover, builds one, and drops it behind a guard", async () => {
    await explorer.open(`${products}?view=indices`);
    const { page } = explorer;
    await page.getByRole("region", { name: "Index embedding_idx" }).getByText("IVF_FLAT").waitFor();
    await page.getByLabel("Column").selectOption("price");
    await page.getByRole("button", { name: "Build" }).click();
    await page.getByRole("button", { name: "Drop the index price_idx" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox").fill("price_idx");
    await dialog.getByRole("button", { name: "Drop the index" }).click();
    await page.getByText("The index “price_idx” was dropped.").first().waitFor();
    await expect.poll(() => page.getByRole("region", { name: "Index price_idx" }).count()).toBe(0);
  });

  test("creates a namespace and a table from a CSV, renames the table, and drops both by their names", async () => {
    await explorer.open("#/namespace/staging");
    const { page } = explorer;
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "New namespace" }).click();
    await dialog.getByLabel("Name").fill("mine");
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "mine" }).waitFor();
    await page.getByRole("button", { name: "New table" }).click();
    const csv = 'id,name,score\n9007199254740993,"A, b",0.5\n2,,\n';
    await dialog
      .getByLabel("File")
      .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    expect(await dialog.getByLabel("Type of id").inputValue()).toBe("int64");
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.getByRole("gridcell", { name: "A, b" }).waitFor();
    await page.getByText(/^Request [0-9a-f]{16}$/).waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await dialog.getByLabel("Name", { exact: true }).fill("persons");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await expect.poll(() => page.url()).toContain("#/table/staging/mine/persons");
    await page.getByRole("button", { name: "Drop" }).click();
    await dialog.getByText("2 rows").waitFor();
    const confirm = dialog.getByRole("button", { name: "Drop the table" });
    await dialog.getByRole("textbox").fill("person");
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill("persons");
    await confirm.click();
    await expect.poll(() => page.url()).toContain("#/namespace/staging/mine");
    await page.getByRole("button", { name: "Drop" }).click();
    await dialog.getByText("The namespace is empty.").waitFor();
    await dialog.getByRole("textbox").fill("mine");
    await dialog.getByRole("button", { name: "Drop everything" }).click();
    await expect.poll(() => page.url()).toMatch(/#\/namespace\/staging$/);
  });

  test("moves a table to another namespace, by the keyboard", async () => {
    await createOwn(["many", "team_015", "moving"], new Table({ id: vectorFromArray([1], new Int32()) }));
    await explorer.open("#/table/many/team_015/moving?view=schema");
    const { page } = explorer;
    await page.getByRole("button", { name: "Rename" }).press("Enter");
    const field = page.getByRole("dialog").getByLabel("Namespace");
    expect(await field.inputValue()).toBe("many/team_015");
    await field.fill("many/team_016");
    await field.press("Enter");
    await expect.poll(() => page.url()).toContain("#/table/many/team_016/moving");
    await page
      .getByRole("status")
      .filter({ hasText: "The table is now “many / team_016 / moving”." })
      .waitFor();
    await page.getByText("1 row", { exact: true }).waitFor();
    await explorer.open("#/namespace/many/team_015");
    await page.getByText("This namespace is empty").waitFor();
  });

  test("shows the properties of a namespace as text, removes one and adds it again", async () => {
    await explorer.open("#/namespace/prod");
    const { page } = explorer;
    const owner = page.getByRole("definition").getByText(hostile.markup);
    await owner.waitFor();
    await page.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Remove owner" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").filter({ hasText: "The properties were changed." }).waitFor();
    await expect.poll(() => owner.count()).toBe(0);
    await page.getByRole("button", { name: "Edit" }).click();
    await dialog.getByLabel("Name").last().fill("owner");
    await dialog.getByLabel("Value").last().fill(hostile.markup);
    await dialog.getByRole("button", { name: "Save" }).click();
    await owner.waitFor();
    expect(await page.evaluate(() => Reflect.get(globalThis, "attacked"))).toBeUndefined();
  });

  test("says that a catalog in a folder does not protect", async () => {
    await explorer.open("#/namespace/prod");
    const { page } = explorer;
    await page.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").last().fill("lancetree.protected");
    await dialog.getByLabel("Value").last().fill("true");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => dialog.getByText("cannot be set in this catalog").count()).toBe(1);
  });
});
