import {
  type CallOptions,
  type DescribeTableResponse,
  InvalidTableStateError,
  type Namespace,
  UnsupportedError,
} from "@lancetree/core";
import type { TableTarget } from "./engine.ts";

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
  const describe = (): Promise<DescribeTableResponse> => namespace.describeTable({ id: [...path] }, options);
  return toTarget(path, await describe(), async () => (await describe()).storage_options);
}

/** As `resolveTable`, and asks whether the table is only declared, which costs the catalog a look at storage. */
export async function resolveTableState(
  namespace: TableResolver,
  path: readonly string[],
  options?: CallOptions,
): Promise<ResolvedTable> {
  const describe = (): Promise<DescribeTableResponse> =>
    namespace.describeTable({ id: [...path], check_declared: true }, options);
  const answer = await describe();
  return {
    target: toTarget(path, answer, async () => (await describe()).storage_options),
    isOnlyDeclared: answer.is_only_declared ?? undefined,
    properties: answer.properties ?? {},
  };
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
