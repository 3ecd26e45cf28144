import {
  Decimal,
  Int32,
  type Table as RowTable,
  Table,
  tableFromIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { createOwn } from "./own-table.ts";
import { noBrowser, useExplorer } from "./page.ts";

const products = "#/table/prod/search/products";

describe.skipIf(noBrowser)("an export", () => {
  const explorer = useExplorer();

  test("has the rows of the filter with the columns that are shown, as CSV, JSON Lines and Arrow", async () => {
    await explorer.open(`${products}?where=id+%3C+9007199254740995&cols=id,title`);
    await explorer.page.getByText("2 matches").waitFor();
    const csv = String(await exported("CSV"));
    expect(csv).toMatch(/^id,title\r\n9007199254740993,[a-z ]+\r\n9007199254740994,[a-z ]+\r\n$/);
    const titles = csv.split("\r\n").flatMap((line) => line.split(",")[1] ?? []);
    const lines = String(await exported("JSON Lines")).split("\n");
    expect(lines.map((line) => (line === "" ? undefined : (JSON.parse(line) as unknown)))).toEqual([
      { id: "9007199254740993", title: titles[1] },
      { id: "9007199254740994", title: titles[2] },
      undefined,
    ]);
    const table: RowTable = tableFromIPC(await exported("Arrow"));
    expect(table.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      "id: Int64",
      "title: Utf8",
    ]);
    expect([...(table.getChild("id") ?? [])]).toEqual([9007199254740993n, 9007199254740994n]);
    expect([...(table.getChild("title") ?? [])]).toEqual(titles.slice(1));
  });

  test("has no text that a spreadsheet would run as a formula, and all numbers as they are", async () => {
    const text = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=a,"b"', "a=b", "", null];
    const table = new Table({
      text: vectorFromArray(text, new Utf8()),
      number: vectorFromArray(
        text.map((_, row) => -row - 1),
        new Int32(),
      ),
      amount: vectorFromArray(
        text.map(() => Uint32Array.of(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff)),
        new Decimal(4, 20, 128),
      ),
    });
    await explorer.open(await createOwn(["many", "team_011", "formulas"], table));
    await explorer.page.getByRole("gridcell", { name: "@SUM(A1)" }).waitFor();
    expect(String(await exported("CSV")).split("\r\n")).toEqual([
      "text,number,amount",
      "'=1+1,-1,-0.0001",
      "'+1,-2,-0.0001",
      "'-1,-3,-0.0001",
      "'@SUM(A1),-4,-0.0001",
      "'\tx,-5,-0.0001",
      `"'=a,""b""",-6,-0.0001`,
      "a=b,-7,-0.0001",
      '"",-8,-0.0001',
      ",-9,-0.0001",
      "",
    ]);
    const [first = ""] = String(await exported("JSON Lines")).split("\n");
    expect(JSON.parse(first)).toMatchObject({ text: "=1+1" });
  });

  async function exported(format: string): Promise<Buffer> {
    const { page } = explorer;
    await page.getByRole("button", { name: "Export" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: format, exact: true }).click();
    const parts: Buffer[] = await (await (await download).createReadStream()).toArray();
    await page.keyboard.press("Escape");
    return Buffer.concat(parts);
  }
});
