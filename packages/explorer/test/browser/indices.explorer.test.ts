import { Field, FixedSizeList, Float32, Int32, Table, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { createOwn, sampleCatalog } from "./own-table.ts";
import { noBrowser } from "./page.ts";
import { arrowBytes } from "./sample.ts";
import { useProxiedExplorer } from "./use-proxy.ts";

describe.skipIf(noBrowser)("indices", () => {
  const proxied = useProxiedExplorer();
  const { explorer } = proxied;

  test("have their columns, parameters, and how many rows are not in them yet", async () => {
    const path = ["many", "team_014", "indexed"];
    const address = await createOwn(path, vectors(0, 300));
    const id = [...path];
    await sampleCatalog().createTableIndex({
      id,
      column: "vector",
      index_type: "IVF_FLAT",
      distance_type: "cosine",
      num_partitions: 2,
    });
    await sampleCatalog().insertIntoTable({ id, data: await arrowBytes(vectors(300, 100)) });
    await explorer.open(`${address}?view=indices`);
    const card = explorer.page.getByRole("region", { name: "Index vector_idx" });
    await card.getByText("IVF_FLAT").waitFor();
    await card.getByText("300 of 400; 25% of the rows are not in it yet").waitFor();
    expect(await card.innerText()).toMatch(/Column\s+vector/);
    expect(await card.innerText()).toMatch(/Parameters\s+.*cosine/i);
  });

  test("show that they are being built until they are", async () => {
    const address = await createOwn(["many", "team_014", "unindexed"], vectors(0, 300));
    await explorer.open(`${address}?view=indices`);
    const { page } = explorer;
    await page.getByLabel("Column").selectOption("id");
    const held = proxied.proxy.hold({ path: "/create_scalar_index" });
    await page.getByRole("button", { name: "Build" }).press("Enter");
    await page.getByRole("progressbar", { name: "The index is being built" }).waitFor();
    await page.getByRole("status").filter({ hasText: "The index is being built." }).waitFor();
    expect(await page.getByRole("button", { name: "Building" }).isDisabled()).toBe(true);
    held.release();
    await page.getByRole("region", { name: "Index id_idx" }).getByText("all 300").waitFor();
    expect(await page.getByRole("progressbar").count()).toBe(0);
  });
});

function vectors(first: number, count: number): Table {
  const rows = Array.from({ length: count }, (_, row) => first + row);
  return new Table({
    id: vectorFromArray(rows, new Int32()),
    vector: vectorFromArray(
      rows.map((row) => [Math.sin(row), Math.cos(row)]),
      new FixedSizeList(2, new Field("item", new Float32(), true)),
    ),
  });
}
