import { UnsupportedError } from "../errors.ts";
import type { DescribeTableRequest, DescribeTableResponse } from "../generated/operation-types.ts";
import type { TableEntry } from "./memory-tree.ts";

/** @throws UnsupportedError for a part that only the table's data has */
export function describeTable(table: TableEntry, request: DescribeTableRequest): DescribeTableResponse {
  if (request.load_detailed_metadata && !table.declared) throw noData("load_detailed_metadata");
  if ((request.version ?? request.tag ?? request.branch ?? null) !== null)
    throw noData("a version, tag or branch");
  return {
    ...describe(table),
    table: table.path.at(-1) ?? "",
    namespace: table.path.slice(0, -1),
    ...(request.with_table_uri && { table_uri: table.location }),
    ...((request.check_declared || request.load_detailed_metadata) && { is_only_declared: table.declared }),
  };
}

export function describe(table: TableEntry): { location: string; properties: Record<string, string> } {
  return { location: table.location, properties: { ...table.properties } };
}

export function noData(what: string): UnsupportedError {
  return new UnsupportedError(`The memory namespace keeps no data, so it does not support ${what}.`);
}
