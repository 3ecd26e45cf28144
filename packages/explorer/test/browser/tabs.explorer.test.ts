import { describe, expect, inject, test } from "vitest";
import { noBrowser, useExplorer } from "./page.ts";

describe.skipIf(noBrowser)("two tabs", () => {
  const explorer = useExplorer();

  test("what one changes, the other reports, and loads again", async () => {
    await explorer.open("#/namespace/staging");
    const { page } = explorer;
    const other = await page.context().newPage();
    other.setDefaultTimeout(900_000);
    await other.goto(`${inject("catalog")}/ui/#/namespace/staging`);
    await other.getByRole("treeitem", { name: "staging" }).waitFor();
    const create = async (tab: typeof page): Promise<void> => {
      await tab.getByRole("button", { name: "New namespace" }).click();
      await tab.getByRole("dialog").getByLabel("Name").fill("both");
      await tab.getByRole("dialog").getByRole("button", { name: "Create" }).click();
    };
    await create(page);
    await page.getByRole("heading", { name: "both" }).waitFor();
    // The other tab does not know it yet.
    await create(other);
    await other
      .getByRole("dialog")
      .getByRole("alert")
      .getByText(/already exists/)
      .waitFor();
    await other.keyboard.press("Escape");
    await other.goto(`${inject("catalog")}/ui/#/namespace/staging/both`);
    await other.getByText("This namespace is empty").waitFor();
    await page.getByRole("button", { name: "Drop" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("both");
    await page.getByRole("dialog").getByRole("button", { name: "Drop everything" }).click();
    await expect.poll(() => page.url()).toMatch(/#\/namespace\/staging$/);
    await create(other);
    await other.getByRole("dialog").getByRole("alert").getByText("Not found", { exact: true }).waitFor();
    await other.close();
  });
});
