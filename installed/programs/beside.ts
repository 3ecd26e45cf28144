/**
 * Loads the libraries that its arguments name, beside Lancetree, and uses both. Prints the result as JSON: `{ rows, warnings,
 * failure }`. With `arrow=<package>`, the rows are a table of that copy of apache-arrow.
 */
import type * as Arrow from "apache-arrow";

interface Failure {
  readonly name: string;
  readonly code: unknown;
  readonly message: string;
}

const warnings: string[] = [];
let failure: Failure | undefined;
let rows = 0;

process.on("warning", ({ name, code, message }: NodeJS.ErrnoException) => {
  if (name === "LancetreeWarning") warnings.push(`${code ?? ""}: ${message}`);
});

try {
  const { connectNamespace } = await import("@lancetree/connection");
  const named = process.argv.slice(2);
  for (const library of named.filter((word) => !word.startsWith("arrow="))) await import(library);
  const db = await connectNamespace("dir", { root: "catalog" });
  try {
    const table = await db.createTable("t", await someRows(named), { mode: "overwrite" });
    rows = await table.countRows();
  } finally {
    db.close();
  }
} catch (error) {
  const { name, code, message }: Partial<Failure> = error instanceof Error ? error : {};
  failure = { name: name ?? "", code, message: message ?? "" };
}
// Node emits a warning in a later tick.
await new Promise((resolve) => setImmediate(resolve));
console.log(JSON.stringify({ rows, warnings, failure }));

async function someRows(named: readonly string[]): Promise<Record<string, unknown>[] | Arrow.Table> {
  const arrow = named.find((word) => word.startsWith("arrow="))?.slice("arrow=".length);
  if (arrow === undefined) return [{ id: 1 }, { id: 2 }];
  const { tableFromArrays } = (await import(arrow)) as typeof Arrow;
  return tableFromArrays({ id: Int32Array.of(1, 2) });
}
