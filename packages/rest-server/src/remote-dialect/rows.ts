import type { Translations } from "./translation.ts";

/** Writing rows. */
export const rowTranslations: Translations = {
  mergeInsertIntoTable: {
    // The client says so only when an index must not be used; the protocol's default is the reverse.
    request: (body) => ({ use_index: true, ...body }),
    response: (answer) => ({
      ...answer,
      version: answer["version"] ?? 0,
      num_inserted_rows: answer["num_inserted_rows"] ?? 0,
      num_updated_rows: answer["num_updated_rows"] ?? 0,
      num_deleted_rows: answer["num_deleted_rows"] ?? 0,
    }),
  },
  updateTable: {
    response: ({ updated_rows: rows, ...answer }) => ({ ...answer, rows_updated: rows }),
  },
};
