import { Int32, Table, Utf8, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { createOwn, sampleCatalog } from "./own-table.ts";
import { innerStrings, noBrowser, useExplorer } from "./page.ts";
import { arrowBytes, oneColumn } from "./sample.ts";

describe.skipIf(noBrowser)("a table that changed", () => {
  const explorer = useExplorer();

  test("its branches are opened read only, also from a link, and nothing of the main branch is offered there", async () => {
    const path = ["many", "team_013", "branched"];
    const address = await createOwn(path, new Table({ id: vectorFromArray([1, 2], new Int32()) }));
    const table = sampleCatalog().table(path);
    await sampleCatalog().createTableBranch({ id: path, name: "trial" });
    await table.add(await oneColumn());
    await table.createTag("here", 2);
    await explorer.open(`${address}?view=versions`);
    const { page } = explorer;
    await page.getByText("4 rows", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Restore" }).waitFor();
    await page.getByRole("button", { name: "trial" }).click();
    await page.getByText("branch trial, read only").waitFor();
    await page.getByText("2 rows", { exact: true }).waitFor();
    await page.locator(".timeline").waitFor();
    for (const name of ["Tag", "Restore", "Remove the tag here"])
      expect(await page.getByRole("button", { name, exact: true }).count()).toBe(0);
    await page.getByRole("tab", { name: "Indices" }).click();
    await page.getByText("No indices", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Build" }).count()).toBe(0);
    await page.reload();
    await page.getByText("branch trial, read only").waitFor();
    await page.getByRole("tab", { name: "Rows" }).click();
    await page.getByRole("gridcell", { name: "2", exact: true }).waitFor();
    await page.getByRole("button", { name: "Back to the latest version" }).click();
    await page.getByText("4 rows", { exact: true }).waitFor();
    expect(page.url()).not.toContain("branch=");
  });

  test("two of its versions are compared: columns, rows, and which rows changed how", async () => {
    const path = ["many", "team_013", "changed"];
    const address = await createOwn(
      path,
      new Table({
        id: vectorFromArray([1, 2, 3], new Int32()),
        name: vectorFromArray(["a", "b", "c"], new Utf8()),
      }),
    );
    const catalog = sampleCatalog();
    await catalog.updateTable({ id: path, predicate: "id = 2", updates: [["name", "'changed'"]] });
    await catalog.deleteFromTable({ id: path, predicate: "id = 3" });
    await catalog.insertIntoTable({
      id: path,
      data: await arrowBytes(
        new Table({ id: vectorFromArray([4], new Int32()), name: vectorFromArray(["d"], new Utf8()) }),
      ),
    });
    await catalog.alterTableAddColumns({ id: path, new_columns: [{ name: "twice", expression: "id * 2" }] });
    await explorer.open(`${address}?view=versions`);
    const { page } = explorer;
    await page.getByLabel("From version").selectOption("1");
    const panel = page.getByRole("region", { name: "Compare" });
    await panel.getByRole("button", { name: "Compare" }).click();
    await panel.getByText("3 → 3 (0)").waitFor();
    await panel.getByText(/^\+ twice int\d+$/).waitFor();
    await page.getByLabel("To version").selectOption("4");
    await panel.getByRole("button", { name: "Compare" }).click();
    await panel.getByText("the same").waitFor();
    await panel.getByRole("combobox", { name: "Rows by" }).selectOption("id");
    await panel.getByRole("button", { name: "Show changed rows" }).click();
    await panel.getByText(/rows differ/).waitFor();
    expect((await innerStrings(panel.getByRole("listitem"))).toSorted()).toEqual([
      "+ 4",
      "~ 2: name b → changed",
      "− 3",
    ]);
  });
});
