import type { SeededBug } from "./seeded-bug.ts";

const sql = "packages/tables/src/sql";
const operations = "packages/tables/src/operations";
const installed = "packages/cli/test/serve/attacks-sql.test.ts";
const unit = "packages/tables/test/bounded-sql.test.ts";

/** Bugs through which a caller's SQL uses more resources than allowed. */
export const sqlBugs: readonly SeededBug[] = [
  {
    name: "server: databases of a configuration accept SQL without limits",
    file: "packages/server/src/sources/federation-source.ts",
    find: "tables: { boundedSql: true, workers },",
    replace: "tables: { boundedSql: false, workers },",
    caughtBy: [installed],
  },
  {
    name: "server: the length of a function's result is not counted",
    file: `${sql}/growth.ts`,
    find: 'if (growth === "length") return { columns: 0, text: positive };',
    replace: 'if (growth === "length") return { columns: 0, text: Math.min(positive, 1) };',
    caughtBy: [installed],
  },
  {
    name: "server: the lengths of nested functions are not multiplied",
    file: `${sql}/growth.ts`,
    find: "? times(one(first), positive)",
    replace: "? { columns: 0, text: positive }",
    caughtBy: [installed, unit],
  },
  {
    name: "server: a chain of operators does not count as nesting",
    file: `${sql}/bounds.ts`,
    find: "    this.#deepen(token);\n    this.#keep(token);\n",
    replace: "    this.#keep(token);\n",
    caughtBy: [installed],
  },
  {
    name: "server: a function name in backticks is not checked",
    file: `${sql}/bounds.ts`,
    find: 'if (name.kind === "word" && words.has(word)) return { kind: "group" };',
    replace: 'if (name.kind !== "word" || words.has(word)) return { kind: "group" };',
    caughtBy: [unit],
  },
  {
    name: "server: result columns are not parsed as SQL",
    file: `${operations}/build-query.ts`,
    find: "const values = sql.expressions(",
    replace:
      "const values = { expressions: aliasEntries.map(([, text]) => text as string), batchRows: undefined, requireFewRows: () => undefined } ?? sql.expressions(",
    caughtBy: [installed, unit],
  },
  {
    name: "server: conditions of a merge have no limits",
    file: `${operations}/merge-insert-into-table.ts`,
    find: "const where = sql.condition(field, request[field]);",
    replace: "const where = sql ? (request[field] ?? undefined) : undefined;",
    caughtBy: [installed, unit],
  },
  {
    name: "server: expressions of a view have no limits",
    file: `${operations}/materialized-views.ts`,
    find: "  readExpressions(context, query);\n",
    replace: "  void readExpressions;\n",
    caughtBy: [installed],
  },
  {
    name: "server: work continues after its caller has disconnected",
    file: "packages/tables/src/workers/worker-process.ts",
    find: "        this.kill();\n        end(() => reject(signal?.reason));",
    replace: "        end(() => reject(signal?.reason));",
    caughtBy: [installed, "packages/tables/test/table-workers.test.ts"],
  },
  {
    name: "server: reads and writes have no timeout",
    file: "packages/rest-server/src/run-operation.ts",
    find: "if (limitMs !== undefined) onBodyRead(input, () => deadline.limit(limitMs));",
    replace: "if (limitMs === 0) onBodyRead(input, () => deadline.limit(limitMs));",
    caughtBy: [installed],
  },
];
