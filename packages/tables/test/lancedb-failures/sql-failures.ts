import { arrow } from "../../src/arrow/apache-arrow.ts";
import { type LancedbFailure, selecting, where } from "./surroundings.ts";

/** SQL that cannot be parsed or evaluated, and queries that take too long. */
export const sqlFailures: readonly LancedbFailure[] = [
  ["a filter that cannot be parsed", 13, where("id = =")],
  ["a filter with a number out of range", 13, where("_rowid = -1")],
  ["a regular expression that cannot be compiled", 13, where("regexp_like(text, '(')")],
  [
    "a query that takes too long",
    17,
    async ({ db }) => {
      const large = await db.createTable(
        "slow",
        Array.from({ length: 20_000 }, (_, id) => ({ id, text: "abcdefghij".repeat(40) })),
        { mode: "overwrite" },
      );
      const query = large.query().where("regexp_like(concat(text, text, text), '(a|b|c|d|e|f)*zz')");
      // LanceDB looks at its timer only when no batch is ready: a query may return its rows despite the timeout.
      for (let attempt = 0; attempt < 100; attempt++) await query.toArray({ timeoutMs: 0 });
    },
  ],
  ["a filter with a cast that fails", 13, where("cast(text as int) = 1")],
  ["a division by zero", 13, selecting("id / 0")],
  [
    "a number that becomes too large",
    13,
    async ({ db }) => {
      const ids = new arrow.Table({ id: arrow.vectorFromArray([1n], new arrow.Int64()) });
      const table = await db.createTable("long", ids, { mode: "overwrite" });
      return table.query().where("-id = -9223372036854775808").toArray();
    },
  ],
  ["a function that fails", 13, selecting("chr(id - 30)")],
  ["a placeholder", 13, where("id = ?")],
  ["a column computed by a cast that fails", 13, selecting("cast(text as int)")],
  ["a column computed by a time that is none", 13, selecting("to_timestamp(text)")],
  [
    "a column computed by a pattern that cannot be compiled",
    13,
    selecting("regexp_like(text, concat('(', text))"),
  ],
];
