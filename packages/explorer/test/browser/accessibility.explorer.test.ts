import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { describe, expect, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const products = "#/table/prod/search/products";
/** Each view, and an element that is there once it is complete. */
const views = {
  namespace: ["#/namespace/prod", ".child"],
  rows: [`${products}?where=price+%3E+50&row=0`, ".row-values"],
  schema: [`${products}?view=schema`, ".column-table"],
  search: [`${products}?view=search&like=0&column=embedding`, '[role="gridcell"]'],
  versions: [`${products}?view=versions`, ".timeline"],
  indices: [`${products}?view=indices`, "meter"],
  profile: [`${products}?view=profile&profile=price`, ".bar"],
  map: [`${products}?view=map&color=category`, ".legend"],
  failure: ["#/table/nothing", '[role="alert"]'],
} as const;

describe.skipIf(noBrowser)("axe-core finds nothing", () => {
  const explorer = useExplorer();

  test.each(["light", "dark", "contrast"])("in the theme %s", async (theme) => {
    await explorer.open();
    await explorer.page.getByLabel("Theme").selectOption(theme);
    const found: string[] = [];
    for (const [name, [hash, ready]] of Object.entries(views)) {
      await explorer.open(hash);
      await explorer.page.locator(ready).first().waitFor();
      found.push(...(await violations(name)));
    }
    await explorer.page.getByRole("tree").focus();
    await explorer.page.keyboard.press("?");
    found.push(...(await violations("help")));
    expect(found).toEqual([]);
  });

  async function violations(view: string): Promise<string[]> {
    // Evaluated by the browser's debugger, which the page's policy does not concern.
    await explorer.page.evaluate(axe);
    const results = await explorer.page.evaluate<AxeResults>("axe.run()");
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${view}: ${id} at ${target.join(" ")}`),
    );
  }
});
