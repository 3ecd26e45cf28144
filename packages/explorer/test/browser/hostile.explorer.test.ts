import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createHostile, hostileNames, longText } from "./hostile-catalog.ts";
import { noBrowser, useExplorer } from "./page.ts";
import { hostile } from "./sample.ts";
import { type CatalogServer, serveFolder } from "./serve-folder.ts";

/** What the tests read in the page. */
declare const document: {
  readonly title: string;
  querySelectorAll(selector: string): Iterable<{
    readonly tagName: string;
    readonly className: string;
    readonly childNodes: Iterable<{ readonly nodeName: string; readonly textContent: string }>;
    getAttribute(name: string): string | null;
  }>;
};
declare const navigator: { readonly clipboard: { readText(): Promise<string> } };

describe.skipIf(noBrowser)("names, properties and values that another client wrote", () => {
  let root = "";
  let server: CatalogServer;
  beforeAll(async () => {
    if (noBrowser) return;
    root = mkdtempSync(join(tmpdir(), "lancetree-explorer-hostile-"));
    server = await serveFolder(root);
    await createHostile(root, server.address);
  });
  afterAll(async () => {
    await server?.close();
    rmSync(root, { recursive: true, force: true });
  });
  const explorer = useExplorer(() => server.address);

  /** What the page shows or says that has characters which are invisible or turn the direction of what follows. */
  const hidden = (): Promise<string[]> =>
    explorer.page.evaluate(() => {
      const ranges = [
        [0, 8],
        [0x0b, 0x0c],
        [0x0e, 0x1f],
        [0x200b, 0x200f],
        [0x202a, 0x202e],
        [0x2066, 0x2069],
      ] as const;
      const isHidden = (text: string): boolean =>
        Array.from(text, (character) => character.charCodeAt(0)).some((code) =>
          ranges.some(([first, last]) => code >= first && code <= last),
        );
      const found: string[] = isHidden(document.title) ? ["the title"] : [];
      for (const element of document.querySelectorAll("body *")) {
        const own = [...element.childNodes].filter((node) => node.nodeName === "#text");
        const strings = own.map(({ textContent }) => textContent);
        for (const name of ["title", "aria-label", "placeholder"])
          strings.push(element.getAttribute(name) ?? "");
        if (strings.some(isHidden)) found.push(`${element.tagName}.${element.className}`);
      }
      return found;
    });
  const hash = (kind: string, path: readonly string[], query = ""): string =>
    `#/${kind}${path.map((name) => `/${encodeURIComponent(name)}`).join("")}${query}`;

  test.each(Object.entries(hostileNames))("a namespace and a table whose name is %s", async (_, name) => {
    const { page } = explorer;
    await explorer.open(hash("namespace", [name]));
    await page.getByRole("link", { name: "inner table" }).waitFor();
    await page.getByRole("treeitem", { name: "inner" }).waitFor();
    expect(await hidden()).toEqual([]);
    await page.getByRole("link", { name: "inner table" }).click();
    await page.getByRole("gridcell", { name: "1", exact: true }).waitFor();
    await page.reload();
    await page.getByRole("gridcell", { name: "1", exact: true }).waitFor();
    await page.getByRole("treeitem", { name: "inner" }).waitFor();
    expect(await hidden()).toEqual([]);
    await page.getByRole("navigation", { name: "Path" }).getByRole("link").first().click();
    await page.getByRole("button", { name: "Drop" }).click();
    await page
      .getByRole("dialog")
      .getByText(/1 table/)
      .waitFor();
    expect(await hidden()).toEqual([]);
  });

  test("find shows hostile names as text", async () => {
    const { page } = explorer;
    await explorer.open();
    await page.keyboard.press("/");
    await page.getByRole("combobox", { name: "Name contains" }).fill("inner");
    const found = page.getByRole("listbox", { name: "Objects found" }).getByRole("option");
    await found.first().waitFor();
    expect(await found.count()).toBe(Object.keys(hostileNames).length);
    expect(await hidden()).toEqual([]);
  });

  test.each([
    ["rows", ".grid-cell bdi"],
    ["schema", ".column-table"],
    ["search", ".search-form"],
    ["profile", ".bar"],
    ["versions", ".timeline"],
    ["indices", ".panel"],
  ])("columns, properties, tags and metadata in the view %s", async (view, ready) => {
    const { page } = explorer;
    await explorer.open(hash("table", ["values", "columns"], `?view=${view}&row=0`));
    await page.locator(ready).first().waitFor();
    await page.waitForLoadState("networkidle");
    expect(await hidden()).toEqual([]);
    expect(await page.locator("main script, main img").count()).toBe(0);
  });

  test("properties of a namespace", async () => {
    const { page } = explorer;
    await explorer.open(hash("namespace", ["values"]));
    await page.getByText(hostile.markup).first().waitFor();
    expect(await hidden()).toEqual([]);
    await page.getByRole("button", { name: "Edit" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).waitFor();
    expect(await hidden()).toEqual([]);
  });

  test("a text of 10 MB is shown in part, and copied as a whole", async () => {
    const { page } = explorer;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await explorer.open(hash("table", ["values", "large"]));
    await page.getByRole("gridcell", { name: "0", exact: true }).dblclick();
    const panel = page.getByRole("complementary", { name: "The whole row" });
    await panel.getByRole("button", { name: /more characters$/ }).click();
    expect((await page.locator("main").innerText()).length).toBeLessThan(1_000_000);
    await panel.getByRole("button", { name: "Copy text" }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(longText);
  });

  test("2,000 columns: the first hundred, others by choice, few cells in the document", async () => {
    const { page } = explorer;
    await explorer.open(hash("table", ["values", "many_columns"]));
    await page.getByRole("button", { name: "100 of 2,000 columns" }).click();
    await page.getByLabel("Find a column").fill("column_1999");
    await page.getByLabel("column_1999").check();
    await page.keyboard.press("Escape");
    const grid = page.getByRole("grid", { name: "Rows" });
    await grid.focus();
    await page.keyboard.press("End");
    await page.getByRole("columnheader", { name: "column_1999" }).waitFor();
    await page.getByRole("gridcell", { name: "1999", exact: true }).first().waitFor();
    expect(await page.getByRole("gridcell").count()).toBeLessThan(800);
    await page.getByRole("tab", { name: "Schema" }).click();
    await page.locator(".column-table").getByText("column_1999").waitFor();
  });

  test("vectors of 4,096 dimensions have their norm and a line, and find similar rows", async () => {
    const { page } = explorer;
    await explorer.open(hash("table", ["values", "large"], "?vectors=vector&cols=id,vector"));
    await page.locator(".cell-vector .sparkline").first().waitFor();
    await page.getByRole("gridcell", { name: "0", exact: true }).dblclick();
    await page.getByRole("link", { name: "Find similar" }).click();
    const found = page.getByRole("grid", { name: "Rows found" });
    await found.getByRole("gridcell", { name: "2", exact: true }).first().waitFor();
    expect(await found.getByRole("gridcell").first().innerText()).toBe("0");
  });

  test.each(["rows", "schema", "search&q=a", "profile", "map", "versions", "indices"])(
    "a table in which everything is null: %s",
    async (view) => {
      const { page } = explorer;
      await explorer.open(hash("table", ["values", "nulls"], `?view=${view}&row=0&vectors=vector`));
      await page.waitForLoadState("networkidle");
      await expect.poll(() => page.locator("main .placeholder").count()).toBe(0);
      expect(await page.getByText(/undefined|NaN|\[object/).count()).toBe(0);
    },
  );
});
