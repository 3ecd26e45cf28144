import { expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { useFolder } from "./support/folder.ts";

const folder = useFolder();

test.each(["a\0b", "a".repeat(300)])("a table whose name no folder can have is missing: %j", async (name) => {
  await using catalog = new DirectoryNamespace({ root: folder.path });
  await catalog.createNamespace({ id: ["n"] });
  for (const id of [[name], ["n", name]]) {
    for (const call of [
      catalog.describeTable({ id }),
      catalog.tableExists({ id }),
      catalog.dropTable({ id }),
      catalog.deregisterTable({ id }),
      catalog.renameTable({ id, new_table_name: "t" }),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(call).rejects.toMatchObject({ code: 4 });
    }
  }
});
