import { isObject, type JsonObject } from "../read-model.ts";
import type { Translation, Translations } from "./translation.ts";

const creation: Translation = {
  request: ({ metric_type: metric, ...body }) => ({
    ...(metric !== undefined && { distance_type: metric }),
    ...body,
  }),
};

/** Indices. */
export const indexTranslations: Translations = {
  createTableIndex: creation,
  createTableScalarIndex: creation,
  describeTableIndexStats: {
    response: (answer) => ({
      ...answer,
      num_indexed_rows: answer["num_indexed_rows"] ?? 0,
      num_unindexed_rows: answer["num_unindexed_rows"] ?? 0,
      index_type: answer["index_type"] ?? "UNKNOWN",
    }),
  },
  listTableIndices: {
    response: ({ indexes, ...answer }) => ({
      ...answer,
      indexes: Array.isArray(indexes) ? indexes.filter(isObject).map(withType) : [],
    }),
  },
};

function withType(index: JsonObject): JsonObject {
  return { ...index, index_type: index["index_type"] ?? "UNKNOWN" };
}
