import { DirectoryNamespace } from "../../src/index.ts";

/** Renames all tables `a$from<n>` at once, and says of each when it is done. */

const [root = "", count = "0"] = process.argv.slice(2);
const namespace = new DirectoryNamespace({ root });
await Promise.all(
  Array.from({ length: Number(count) }, async (_, index) => {
    await namespace.renameTable({ id: ["a", `from${index}`], new_table_name: `to${index}` });
    process.stdout.write(`to${index}\n`);
  }),
);
