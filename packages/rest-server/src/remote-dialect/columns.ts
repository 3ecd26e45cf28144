import { isObject } from "../read-model.ts";
import { fromLogicalType } from "./logical-types.ts";
import type { Translations } from "./translation.ts";

/** Changing the schema. */
export const columnTranslations: Translations = {
  alterTableAlterColumns: {
    request: ({ alterations, ...body }) => ({
      ...body,
      alterations: Array.isArray(alterations) ? alterations.map(toAlteration) : alterations,
    }),
  },
};

function toAlteration(entry: unknown): unknown {
  if (!isObject(entry) || entry["data_type"] === undefined || entry["data_type"] === null) return entry;
  return { ...entry, data_type: fromLogicalType(entry["data_type"]) };
}
