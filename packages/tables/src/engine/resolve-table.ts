import {
  type CallOptions,
  type DescribeTableResponse,
  InvalidTableStateError,
  type Namespace,
  UnsupportedError,
} from "@lancetree/core";
import type { TableTarget } from "./table-target.ts";

/** What resolving needs of a namespace. */
export type TableResolver = Pick<Namespace, "describeTable">;

/** A table's place, and what the catalog knows of its state. */
export interface ResolvedTable {
  target: TableTarget;
  /** Whether the catalog thinks that nothing was written yet; undefined when it does not say. */
  isOnlyDeclared: boolean | undefined;
  properties: Record<string, string>;
}

/**
 * Asks a namespace where a table is.
 *
 * Rejects as `describeTable` does, with InvalidTableState when the answer has no location, and with Unsupported for
 * a table whose versions the catalog manages: writing past it would lose commits.
 */
export async function resolveTable(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): Promise<TableTarget> {
  const answer = await namespace.describeTable({ id: [...path], vend_credentials: true }, options);
  return toTarget(path, answer, renewal(namespace, path, options));
}

/** As `resolveTable`, and asks whether the table is only declared, which costs the catalog a look at storage. */
export async function resolveTableState(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): Promise<ResolvedTable> {
  const request = { id: [...path], check_declared: true, vend_credentials: true };
  const answer = await namespace.describeTable(request, options);
  return {
    target: toTarget(path, answer, renewal(namespace, path, options)),
    isOnlyDeclared: answer.is_only_declared ?? undefined,
    properties: answer.properties ?? {},
  };
}

/** Asks for new storage options. The call that opened the table may be over by then: of its options the headers stay. */
export function renewal(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): NonNullable<TableTarget["refreshStorageOptions"]> {
  const request = { id: [...path], vend_credentials: true };
  const { headers } = options ?? {};
  return async () => (await namespace.describeTable(request, { headers })).storage_options;
}

/** Turns a namespace's answer into what the engine opens. */
export function toTarget(
  path: readonly string[],
  answer: Pick<DescribeTableResponse, "location" | "storage_options" | "managed_versioning">,
  refreshStorageOptions?: TableTarget["refreshStorageOptions"],
): TableTarget {
  const name = path.at(-1) ?? "";
  if (!answer.location) {
    throw new InvalidTableStateError(`The catalog does not say where table "${name}" is.`);
  }
  if (answer.managed_versioning) {
    throw new UnsupportedError(
      `The catalog manages the versions of table "${name}"; tables like that cannot be opened directly yet.`,
    );
  }
  return { name, location: answer.location, storageOptions: answer.storage_options, refreshStorageOptions };
}
