import { errorFromCode, isNamespaceError, type TablesAtResponse } from "@lancetree/core";
import type { OperationName } from "../databases/operations.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * An answer as the caller knows the paths in it.
 *
 * @param request - as it came from the caller: a path in an answer is one that was asked about
 */
export function stripPrefix(
  name: OperationName,
  answer: unknown,
  request: object,
  prefix: readonly string[],
): unknown {
  const { id, location, operations }: Fields = { ...request };
  switch (name) {
    case "dropTable":
    case "deregisterTable":
      return replaced(answer, "id", id);
    case "registerTable":
      return replaced(answer, "location", location);
    case "describeTable":
      return replaced(answer, "namespace", Array.isArray(id) ? id.slice(0, -1) : undefined);
    case "tablesAt": {
      const { isInside, ids } = answer as TablesAtResponse;
      const below = ids.filter((path) => prefix.every((component, index) => component === path[index]));
      return { isInside, ids: below.map((path) => path.slice(prefix.length)) };
    }
    case "batchCommitTables": {
      const { results }: Fields = { ...fieldsOf(answer) };
      if (!Array.isArray(results)) return answer;
      const asked = Array.isArray(operations) ? operations.map(fieldsOf) : [];
      const told = results.map((result: unknown, index) => {
        const { id: own } = fieldsOf(fieldsOf(asked[index])["deregister_table"]);
        const { deregister_table: removed } = fieldsOf(result);
        return removed === undefined
          ? result
          : { ...fieldsOf(result), deregister_table: replaced(removed, "id", own) };
      });
      return { ...fieldsOf(answer), results: told };
    }
    default:
      return answer;
  }
}

/**
 * An error whose message names paths as the caller knows them, however the database writes paths: `prod/t`, `prod$t`,
 * `prod.t`, `["prod","t"]`. The error as it was is its cause.
 */
export function stripPrefixFromError(error: unknown, prefix: readonly string[]): unknown {
  if (!isNamespaceError(error)) return error;
  const message = stripPrefixFromMessage(error.message, prefix);
  if (message === error.message) return error;
  return errorFromCode(error.code, message, { cause: error, instance: error.instance });
}

function stripPrefixFromMessage(text: string, prefix: readonly string[]): string {
  const parts = prefix.map((part) => part.replaceAll(".", "\\."));
  const separator = "(?:/|\\$|\\.|%24|%2F)";
  // Not in the middle of a longer name or path, and only where something follows.
  const joined = new RegExp(`(?<![\\w.$/%-])${parts.join(separator)}${separator}(?=[^\\s"',;:])`, "gu");
  const listed = new RegExp(`\\[${parts.map((part) => `"${part}"`).join(",\\s*")}(?:,\\s*|(?=\\]))`, "gu");
  return text.replaceAll(joined, "").replaceAll(listed, "[");
}

function replaced(answer: unknown, field: string, value: unknown): unknown {
  const fields = fieldsOf(answer);
  return fields[field] === undefined || fields[field] === null ? answer : { ...fields, [field]: value };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
