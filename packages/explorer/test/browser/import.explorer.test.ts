import {
  Field,
  FixedSizeList,
  Float32,
  Int64,
  Map_,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { innerStrings, noBrowser, useExplorer } from "./page.ts";

describe.skipIf(noBrowser)("a table from a file", () => {
  const explorer = useExplorer();

  test("of JSON Lines: the preview has names, types and values, and the table has them", async () => {
    const lines = [
      { id: 1, note: "=1", vector: [0.5, 1, 2], when: "2026-01-31T12:00:00Z" },
      { id: 2, vector: [1, 2, 3.25], flag: true },
    ];
    await choose("people.jsonl", Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join("")));
    const { page } = explorer;
    const dialog = page.getByRole("dialog");
    await dialog.getByText("2 rows, 5 columns").waitFor();
    const typeOf = (name: string): Promise<string> => dialog.getByLabel(`Type of ${name}`).inputValue();
    expect([
      await typeOf("id"),
      await typeOf("note"),
      await typeOf("vector"),
      await typeOf("when"),
      await typeOf("flag"),
    ]).toEqual(["int64", "string", "vector[3]", "timestamp", "bool"]);
    await dialog.getByLabel("Type of id").selectOption("string");
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("gridcell", { name: "=1", exact: true }).waitFor();
    await page.getByRole("tab", { name: "Schema" }).click();
    const types = page.locator(".column-table .type");
    await expect
      .poll(() => innerStrings(types))
      .toEqual(["string", "string", "float32[3]", "timestamp[us, tz=UTC]", "bool"]);
  });

  test("of JSON Lines with a line that is not an object: the window says which", async () => {
    await choose("wrong.jsonl", Buffer.from('{"id":1}\n[2]\n'));
    const dialog = explorer.page.getByRole("dialog");
    await dialog.getByRole("alert").getByText("Line 2 is not a JSON object.").waitFor();
    expect(await dialog.getByRole("button", { name: "Create" }).isDisabled()).toBe(true);
  });

  test.each(["file", "stream"] as const)("of an Arrow %s: its types and values, exactly", async (form) => {
    const vector = new FixedSizeList(2, new Field("item", new Float32(), true));
    const table = new Table({
      id: vectorFromArray([9007199254740993n, null], new Int64()),
      name: vectorFromArray(["", "ä"], new Utf8()),
      vector: vectorFromArray([[0.5, 1], null], vector),
    });
    await choose(`arrow_${form}.arrow`, Buffer.from(tableToIPC(table, form)));
    const { page } = explorer;
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("cell", { name: "9007199254740993" }).waitFor();
    const heads = await innerStrings(dialog.getByRole("columnheader"));
    expect(heads.map((text) => text.replace(/\s+/, ": "))).toEqual([
      "id: int64",
      "name: string",
      "vector: float32[2]",
    ]);
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.getByText("2 rows", { exact: true }).waitFor();
    await page.getByRole("gridcell", { name: "empty" }).waitFor();
  });

  test("with a map: each of its entries is shown", async () => {
    const entries = new Struct([new Field("key", new Utf8(), false), new Field("value", new Int64(), true)]);
    const type = new Map_(new Field("entries", entries, false));
    const table = new Table({ counts: vectorFromArray([new Map([["a", 1n]]), null], type) });
    await choose("map.arrow", Buffer.from(tableToIPC(table, "stream")));
    const cell = explorer.page.getByRole("dialog").getByRole("cell");
    await cell.first().waitFor();
    expect(await innerStrings(cell)).toEqual([expect.stringMatching(/a"?[:,] ?1/), "null"]);
  });

  async function choose(name: string, buffer: Buffer): Promise<void> {
    await explorer.open("#/namespace/many/team_012");
    const { page } = explorer;
    await page.getByRole("button", { name: "New table" }).click();
    await page.getByRole("dialog").getByLabel("File").setInputFiles({ name, mimeType: "", buffer });
  }
});
