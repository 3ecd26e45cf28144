import { Binary, Table, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { createOwn } from "./own-table.ts";
import { noBrowser, useExplorer } from "./page.ts";

const products = "#/table/prod/search/products";

describe.skipIf(noBrowser)("columns and selected rows", () => {
  const explorer = useExplorer();
  const widthOf = async (name: string): Promise<number> => {
    const box = await explorer.page.getByRole("columnheader", { name }).boundingBox();
    return Math.round(box?.width ?? 0);
  };

  test("columns are chosen, and resized by the mouse", async () => {
    await explorer.open(products);
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.getByRole("button", { name: "8 of 8 columns" }).click();
    await page.getByLabel("Find a column").fill("categ");
    await page.getByRole("checkbox").click();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("columnheader", { name: "category" }).count()).toBe(0);
    expect(page.url()).toContain("cols=id,title,price");
    const before = await widthOf("title");
    const handle = await page
      .getByRole("columnheader", { name: "title" })
      .locator(".head-resize")
      .boundingBox();
    const [x, y] = [
      (handle?.x ?? 0) + (handle?.width ?? 0) / 2,
      (handle?.y ?? 0) + (handle?.height ?? 0) / 2,
    ];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y);
    await page.mouse.up();
    await expect.poll(() => widthOf("title")).toBe(before + 60);
  });

  test("columns are resized, sorted and their vectors loaded by keys", async () => {
    await explorer.open(`${products}?cols=id,title,price,image_vector`);
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.getByRole("grid").focus();
    await page.keyboard.press("ArrowRight");
    const before = await widthOf("title");
    await page.keyboard.press("Alt+ArrowRight");
    await expect.poll(() => widthOf("title")).toBe(before + 20);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("s");
    await page.getByRole("status").filter({ hasText: "Sorted by price, ascending." }).waitFor();
    await page.keyboard.press("s");
    await expect.poll(() => page.url()).toContain("sort=-price");
    expect(await page.getByRole("columnheader", { name: "price" }).getAttribute("aria-sort")).toBe(
      "descending",
    );
    await page.keyboard.press("End");
    await page.keyboard.press("v");
    await page.locator(".cell-vector .sparkline").first().waitFor();
    expect(page.url()).toContain("vectors=image_vector");
  });

  test("exports the rows that are selected by the keyboard", async () => {
    await explorer.open(`${products}?cols=id,title`);
    const { page } = explorer;
    await page.getByRole("gridcell", { name: "9007199254740993" }).waitFor();
    await page.getByRole("grid").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByRole("button", { name: "Export" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("2 selected rows, with the columns that are shown").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV", exact: true }).press("Enter");
    const text = String(Buffer.concat(await (await (await download).createReadStream()).toArray()));
    expect(text.split("\r\n").map((line) => line.split(",")[0])).toEqual([
      "id",
      "9007199254740994",
      "9007199254740995",
      "",
    ]);
  });

  test("images, sound and video are shown where they are", async () => {
    const table = new Table({
      sound: vectorFromArray([silence()], new Binary()),
      film: vectorFromArray([webm], new Binary()),
    });
    await explorer.open(`${await createOwn(["many", "team_001", "media"], table)}?row=0`);
    const { page } = explorer;
    const sound = page.getByLabel("Sound in sound");
    await expect.poll(() => sound.evaluate((player) => Reflect.get(player, "duration") as number)).toBe(1);
    await page.getByLabel("Video in film").waitFor();
    await page.getByText("audio/wav").waitFor();
    await page.getByText("video/webm").waitFor();
  });
});

/** The head of a WebM file. */
const webm = Uint8Array.of(
  0x1a,
  0x45,
  0xdf,
  0xa3,
  0x80,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
);

/** A second of silence as WAV, with 8,000 samples of 8 bits. */
function silence(): Uint8Array {
  const bytes = new Uint8Array(44 + 8000).fill(128, 44);
  const view = new DataView(bytes.buffer);
  for (const [at, text] of [
    [0, "RIFF"],
    [8, "WAVEfmt "],
    [36, "data"],
  ] as const)
    bytes.set(new TextEncoder().encode(text), at);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 8000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  view.setUint32(40, 8000, true);
  return bytes;
}
