import { isObject, type JsonObject } from "../../request/model.ts";
import type { Translations } from "./translation.ts";

/** Versions: each needs to say when it came to be. */
export const versionTranslations: Translations = {
  listTableVersions: {
    response: ({ versions, ...answer }) => ({
      ...answer,
      versions: Array.isArray(versions) ? versions.filter(isObject).map(toVersion) : [],
    }),
  },
};

function toVersion(entry: JsonObject): JsonObject {
  const millis = typeof entry["timestamp_millis"] === "number" ? entry["timestamp_millis"] : 0;
  return {
    ...entry,
    timestamp_millis: millis,
    timestamp: new Date(millis).toISOString(),
    metadata: entry["metadata"] ?? {},
  };
}
