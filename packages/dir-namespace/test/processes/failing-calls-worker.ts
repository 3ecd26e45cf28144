/** Makes calls on a catalog, and prints what becomes of each: `["createNamespace", null]` or the code and the message. */
import { DirectoryNamespace } from "../../src/index.ts";
import { arrowStream } from "../support/rows.ts";

const [root = ""] = process.argv.slice(2);
const ids = Array.from({ length: 50_000 }, (_, id) => id);

const catalog = new DirectoryNamespace({ root });
const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["listNamespaces", () => catalog.listNamespaces({ id: [] })],
  ["createNamespace", () => catalog.createNamespace({ id: ["new"] })],
  ["createTable", () => catalog.createTable({ id: ["large"], data: arrowStream(ids) })],
  ["declareTable", () => catalog.declareTable({ id: ["declared"] })],
  ["dropTable", () => catalog.dropTable({ id: ["t"] })],
];
for (const [name, call] of calls) {
  const outcome = await call().then(
    () => null,
    (error: Error & { code?: unknown }) => ({ code: error.code, message: error.message }),
  );
  process.stdout.write(`${JSON.stringify([name, outcome])}\n`);
}
await catalog.close();
