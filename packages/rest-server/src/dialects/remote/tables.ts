import { TableNotFoundError } from "@lancetree/core";
import { isObject, type JsonObject } from "../../request/model.ts";
import { toLogicalSchema } from "./logical-types.ts";
import type { Translations } from "./translation.ts";

/** Tables as names. */
export const tableTranslations: Translations = {
  // What the client opens has to have a version and a schema.
  describeTable: {
    request: (body) => ({ ...body, load_detailed_metadata: true, vend_credentials: false }),
    response: ({ version, schema, location, is_only_declared: isOnlyDeclared }) => {
      if (isOnlyDeclared === true || version === undefined || !isObject(schema)) {
        throw new TableNotFoundError("The table is only declared; nothing was written to it yet.");
      }
      return { version, schema: toLogicalSchema(schema), location };
    },
  },
  createTable: { response: withoutStorageOptions },
  declareTable: { response: withoutStorageOptions },
  renameTable: {
    request: ({ new_namespace: namespace, ...body }) => ({
      ...(namespace !== undefined && { new_namespace_id: namespace }),
      ...body,
    }),
  },
};

// The client sends rows through the server and never needs them.
function withoutStorageOptions(answer: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== "storage_options"));
}
