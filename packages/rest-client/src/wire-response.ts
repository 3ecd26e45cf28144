import { InternalError } from "@lancetree/core";
import type { Operation, OperationName } from "./transport.ts";

/**
 * Reads the body of a successful answer as the contract has it: a bare count becomes `{ count }`, a plan `{ plan }`.
 * Response headers are not copied into the answer's context; what stands in the body's own `context` is kept.
 *
 * @throws InternalError when it is not what the operation answers with
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
  // not through a JSON number, which is exact up to 2^53 only
  if (/^\s*\d+\s*$/.test(text)) return BigInt(text.trim());
  throw notA("countTableRows", "number");
}

/** Servers send a plan as JSON or as it is. */
function readText(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text;
  }
}

function readObject(name: OperationName, text: string): object {
  // A write without an answer has still happened; a read without one has not.
  if (text.trim() === "" && !/^(list|describe|get)/.test(name)) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // told below
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
};

function checked(name: OperationName, answer: object): object {
  const list = lists[name];
  if (list === undefined) return answer;
  const items: unknown = new Map(Object.entries(answer)).get(list);
  const isByName = list === "tags" || list === "branches";
  if (typeof items === "object" && items !== null && Array.isArray(items) !== isByName) return answer;
  throw notA(name, `list of ${list}`);
}

function notA(name: OperationName, what: string): InternalError {
  return new InternalError(`${name} was not answered with a ${what}.`);
}
