import {
  type CallOptions,
  type DescribeTableResponse,
  InvalidTableStateError,
  type Namespace,
  UnsupportedError,
} from "@lancetree/core";
import type { TableTarget } from "./table-target.ts";

/** The part of a namespace that `resolveTable` needs. */
export type TableResolver = Pick<Namespace, "describeTable">;

/** Where a table is, and its state in the catalog. */
export interface ResolvedTable {
  target: TableTarget;
  /** Whether the table is only declared according to the catalog; undefined if the catalog does not say. */
  isOnlyDeclared: boolean | undefined;
  properties: Record<string, string>;
}

/**
 * Requests the location of a table from a namespace.
 *
 * Rejects as `describeTable` does, with InvalidTableState when the response has no location, and with Unsupported for
 * a table whose versions the catalog manages: writing without the catalog would lose commits.
 */
export async function resolveTable(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): Promise<TableTarget> {
  const response = await namespace.describeTable({ id: [...path], vend_credentials: true }, options);
  return toTarget(path, response, renewal(namespace, path, options));
}

/** As `resolveTable`, and also requests whether the table is only declared, for which the catalog reads storage. */
export async function resolveTableState(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): Promise<ResolvedTable> {
  const request = { id: [...path], check_declared: true, vend_credentials: true };
  const response = await namespace.describeTable(request, options);
  return {
    target: toTarget(path, response, renewal(namespace, path, options)),
    isOnlyDeclared: response.is_only_declared ?? undefined,
    properties: response.properties ?? {},
  };
}

/** Requests new storage options. The call that opened the table may have ended, so that only its headers are sent again. */
export function renewal(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): NonNullable<TableTarget["refreshStorageOptions"]> {
  const request = { id: [...path], vend_credentials: true };
  const { headers } = options ?? {};
  return async () => (await namespace.describeTable(request, { headers })).storage_options;
}

/** Converts a namespace's response to the target that the engine opens. */
export function toTarget(
  path: readonly string[],
  response: Pick<DescribeTableResponse, "location" | "storage_options" | "managed_versioning">,
  refreshStorageOptions?: TableTarget["refreshStorageOptions"],
): TableTarget {
  const name = path.at(-1) ?? "";
  if (!response.location) {
    throw new InvalidTableStateError(`The catalog returned no location for table "${name}".`);
  }
  if (response.managed_versioning) {
    throw new UnsupportedError(
      `The catalog manages the versions of table "${name}"; such tables cannot be opened directly yet.`,
    );
  }
  return {
    name,
    location: response.location,
    storageOptions: response.storage_options,
    refreshStorageOptions,
  };
}
