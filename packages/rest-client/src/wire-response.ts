import { InternalError } from "@lancetree/core";
import type { Operation, OperationName } from "./transport.ts";

/**
 * Reads the body of a successful response as the contract has it: a bare count becomes `{ count }`, a plan `{ plan }`.
 * Response headers are not copied into the context of the response; the body's own `context` is kept.
 *
 * @throws InternalError if it is not a response of the operation
 */
export function readResponse(name: OperationName, operation: Operation, text: string): object {
  switch (operation.response) {
    case "empty":
      return {};
    case "integer":
      return { count: readCount(text) };
    case "string":
      return name === "explainTableQueryPlan" ? { plan: readText(text) } : { analysis: readText(text) };
    case "map":
      return { metadata: readObject(name, text) };
    default:
      return checked(name, readObject(name, text));
  }
}

function readCount(text: string): bigint {
  // Not through a JSON number, which is exact up to 2^53 only.
  if (/^\s*\d+\s*$/.test(text)) return BigInt(text.trim());
  throw notA("countTableRows", "number");
}

/** Servers send a plan as a JSON string or as plain text. */
function readText(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

function readObject(name: OperationName, text: string): object {
  // A write with an empty response has succeeded; a read has not.
  if (text.trim() === "" && !/^(list|describe|get)/.test(name)) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Falls through to the error below.
  }
  throw notA(name, "JSON object");
}

const lists: { readonly [Name in OperationName]?: string } = {
  listNamespaces: "namespaces",
  listTables: "tables",
  listAllTables: "tables",
  listTableVersions: "versions",
  listTableIndices: "indexes",
  listTableTags: "tags",
  listTableBranches: "branches",
  listDropped: "dropped",
  findObjects: "objects",
};

function checked(name: OperationName, response: object): object {
  const list = lists[name];
  if (list === undefined) return response;
  const items: unknown = new Map(Object.entries(response)).get(list);
  const isByName = list === "tags" || list === "branches";
  if (typeof items === "object" && items !== null && Array.isArray(items) !== isByName) return response;
  throw notA(name, `list of ${list}`);
}

function notA(name: OperationName, what: string): InternalError {
  return new InternalError(`The response of ${name} is not a ${what}.`);
}
