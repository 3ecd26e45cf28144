import {
  errorFromCode,
  type FindObjectsResponse,
  isNamespaceError,
  type ListDroppedResponse,
  parseFindObjects,
  type TablesAtResponse,
} from "@lancetree/core";
import type { OperationName } from "../databases/operations.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * A result with the paths that the caller knows.
 *
 * @param request - the caller's request: each path in the result is one of the request's
 */
export function stripPrefix(
  name: OperationName,
  result: unknown,
  request: object,
  prefix: readonly string[],
): unknown {
  const { id, new_id: newId, location, operations }: Fields = { ...request };
  switch (name) {
    case "dropTable":
    case "deregisterTable":
      return replaced(result, "id", id);
    case "undrop":
      return replaced(result, "id", newId ?? id);
    case "listDropped": {
      const response = result as ListDroppedResponse;
      const dropped = response.dropped.map((one) => ({ ...one, id: one.id.slice(prefix.length) }));
      return { ...response, dropped };
    }
    case "findObjects": {
      const response = result as FindObjectsResponse;
      const { matches } = parseFindObjects(request);
      const objects = response.objects.map((one) => ({ ...one, id: one.id.slice(prefix.length) }));
      // The text may have been found with names of the prefix, which the caller's paths do not contain.
      return { ...response, objects: objects.filter(({ id: path }) => matches(path)) };
    }
    case "registerTable":
      return replaced(result, "location", location);
    case "describeTable":
      return replaced(result, "namespace", Array.isArray(id) ? id.slice(0, -1) : undefined);
    case "tablesAt": {
      const { isInside, ids } = result as TablesAtResponse;
      const below = ids.filter((path) => prefix.every((component, index) => component === path[index]));
      return { isInside, ids: below.map((path) => path.slice(prefix.length)) };
    }
    case "batchCommitTables": {
      const { results }: Fields = { ...fieldsOf(result) };
      if (!Array.isArray(results)) return result;
      const requested = Array.isArray(operations) ? operations.map(fieldsOf) : [];
      const stripped = results.map((part: unknown, index) => {
        const { id: own } = fieldsOf(fieldsOf(requested[index])["deregister_table"]);
        const { deregister_table: removed } = fieldsOf(part);
        return removed === undefined
          ? part
          : { ...fieldsOf(part), deregister_table: replaced(removed, "id", own) };
      });
      return { ...fieldsOf(result), results: stripped };
    }
    default:
      return result;
  }
}

/**
 * An error whose message names paths as the caller knows them, however the database writes paths: `prod/t`, `prod$t`,
 * `prod.t`, `["prod","t"]`. Its cause is the original error.
 */
export function stripPrefixFromError(error: unknown, prefix: readonly string[]): unknown {
  if (!isNamespaceError(error)) return error;
  const message = stripPrefixFromMessage(error.message, prefix);
  if (message === error.message) return error;
  return errorFromCode(error.code, message, { cause: error, instance: error.instance });
}

function stripPrefixFromMessage(message: string, prefix: readonly string[]): string {
  const parts = prefix.map((part) => part.replaceAll(".", "\\."));
  const separator = "(?:/|\\$|\\.|%24|%2F)";
  // Not in the middle of a longer name or path, and only where something follows.
  const joined = new RegExp(`(?<![\\w.$/%-])${parts.join(separator)}${separator}(?=[^\\s"',;:])`, "gu");
  const listed = new RegExp(`\\[${parts.map((part) => `"${part}"`).join(",\\s*")}(?:,\\s*|(?=\\]))`, "gu");
  return message.replaceAll(joined, "").replaceAll(listed, "[");
}

function replaced(result: unknown, field: string, value: unknown): unknown {
  const fields = fieldsOf(result);
  return fields[field] === undefined || fields[field] === null ? result : { ...fields, [field]: value };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
