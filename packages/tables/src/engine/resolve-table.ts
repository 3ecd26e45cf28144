import {
  type CallOptions,
  type DescribeTableResponse,
  InvalidTableStateError,
  type Namespace,
  UnsupportedError,
} from "@lancetree/core";
import type { TableTarget } from "./table-target.ts";
import { tableVersions, type VersionKeeper } from "./table-versions.ts";

/** The part of a namespace that `resolveTable` needs. */
export type TableResolver = Pick<Namespace, "describeTable"> & VersionKeeper;

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
 * Rejects as `describeTable` does, and with InvalidTableState when the response has no location.
 */
export async function resolveTable(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): Promise<TableTarget> {
  const response = await namespace.describeTable({ id: [...path], vend_credentials: true }, options);
  return toTarget(path, response, { namespace, options });
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
    target: toTarget(path, response, { namespace, options }),
    isOnlyDeclared: response.is_only_declared ?? undefined,
    properties: response.properties ?? {},
  };
}

/** Requests new storage options. The call that opened the table may have ended, so that only its headers are sent again. */
function renewal(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): NonNullable<TableTarget["refreshStorageOptions"]> {
  const request = { id: [...path], vend_credentials: true };
  const { headers } = options ?? {};
  return async () => (await namespace.describeTable(request, { headers })).storage_options;
}

/**
 * Converts a namespace's response to the target that the engine opens.
 *
 * @param source - where new storage options and the table's versions come from; a target without it cannot have managed versions
 */
export function toTarget(
  path: readonly string[],
  response: Pick<DescribeTableResponse, "location" | "storage_options" | "managed_versioning">,
  source?: { readonly namespace: TableResolver; readonly options?: CallOptions | undefined },
): TableTarget {
  const name = path.at(-1) ?? "";
  if (!response.location) {
    throw new InvalidTableStateError(`The catalog returned no location for table "${name}".`);
  }
  if (response.managed_versioning && !source) {
    throw new UnsupportedError(
      `The catalog manages the versions of table "${name}", so that it cannot be written without the catalog.`,
    );
  }
  return {
    name,
    location: response.location,
    storageOptions: response.storage_options,
    ...(source && { refreshStorageOptions: renewal(source.namespace, path, source.options) }),
    ...(source &&
      response.managed_versioning && { versions: tableVersions(source.namespace, path, source.options) }),
  };
}
