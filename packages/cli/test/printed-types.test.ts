/** The types that create-table and describe show are whole, and --type takes each of them. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { serve } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { jsonLines, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const types = [
  "int8",
  "uint64",
  "float16",
  "float64",
  "bool",
  "utf8",
  "large_utf8",
  "binary",
  "date32",
  "date64",
  "timestamp:s",
  "timestamp:ms:UTC",
  "timestamp:us:Europe/Berlin",
  "timestamp:ns",
  "time32:s",
  "time64:ns",
  "duration:us",
  "decimal128(10, 2)",
  "fixed_size_binary(4)",
  "float32[2]",
  "list<int64>",
  "list<timestamp:ms>",
  "struct<a: time64:us, b: utf8>",
];

interface ColumnsOutput {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

async function printedTypes(
  environment: Readonly<Record<string, string>>,
  ...words: string[]
): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runPiped([...words, "--json"], environment);
  expect(code, stderr).toBe(0);
  const [{ columns } = { columns: [] }] = jsonLines(stdout) as ColumnsOutput[];
  return columns.map(({ type }) => type);
}

test("in a folder and behind a server", async () => {
  const names = types.map((_, index) => `c${index}`);
  const file = join(folder.path, "typed.csv");
  await writeFile(file, `${names.join()}\n${",".repeat(names.length - 1)}\n`);
  const typeFlags = types.flatMap((type, index) => ["--type", `c${index}=${type}`]);
  const directory = new DirectoryNamespace({ root: folder.root });
  const namespace = withTables(directory);
  const server = await serve(namespace, { port: 0 });
  try {
    const remote = { PATH: process.env["PATH"] ?? "", LANCETREE_URI: server.url };
    for (const [run, environment] of [folder.environment, remote].entries()) {
      const create = ["create-table", `typed${run}`, "--from", file, ...typeFlags];
      expect(await printedTypes(environment, ...create)).toEqual(types);
      expect(await printedTypes(environment, "describe", `typed${run}`)).toEqual(types);
    }
  } finally {
    await server.close();
    await namespace.close();
    await directory.close();
  }
  const { stdout } = await runPiped(["describe", "typed0"], folder.environment);
  expect(stdout).toMatch(/^c12 +timestamp:us:Europe\/Berlin$/m);
});
