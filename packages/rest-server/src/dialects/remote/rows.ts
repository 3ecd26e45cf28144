import type { Translations } from "./translation.ts";

/** Writing rows. */
export const rowTranslations: Translations = {
  mergeInsertIntoTable: {
    // The client says so only when an index must not be used; the protocol's default is the reverse.
    request: (body) => ({ use_index: true, ...body }),
    response: (answer) => {
      const [inserted, updated] = [count(answer["num_inserted_rows"]), count(answer["num_updated_rows"])];
      return {
        ...answer,
        version: answer["version"] ?? 0,
        num_inserted_rows: inserted,
        num_updated_rows: updated,
        num_deleted_rows: count(answer["num_deleted_rows"]),
        // Of the rows that were written.
        num_rows: inserted + updated,
      };
    },
  },
  updateTable: {
    response: ({ updated_rows: rows, ...answer }) => ({ ...answer, rows_updated: rows }),
  },
};

function count(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
