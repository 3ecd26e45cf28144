import { UnsupportedError } from "@lancetree/core";
import { isObject, type JsonObject } from "../../request/model.ts";
import type { Translation, Translations } from "./translation.ts";

// What the client always sends of a text index, with the values that say nothing.
const unsupportedOptions: readonly string[] = [
  "lance_tokenizer",
  "index_operators",
  "preserve_original",
  "split_identifiers",
  "split_on_numerics",
];

const creation: Translation = {
  request: ({ metric_type: metric, ...body }) => ({
    ...(metric !== undefined && { distance_type: metric }),
    ...withoutUnsupported(body),
    // The client says so only when an index must stay; the protocol's default is the reverse.
    replace: body["replace"] ?? true,
  }),
};

function withoutUnsupported(body: JsonObject): JsonObject {
  const rest = Object.entries(body).filter(([name]) => !unsupportedOptions.includes(name));
  for (const name of unsupportedOptions) {
    if (body[name] !== undefined && body[name] !== null && body[name] !== false) {
      throw new UnsupportedError(`LanceDB for JavaScript builds no text index with ${name}.`);
    }
  }
  return Object.fromEntries(rest);
}

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
