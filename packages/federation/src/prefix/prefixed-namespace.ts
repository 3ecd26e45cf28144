import {
  type CallOptions,
  type CreateNamespaceResponse,
  isNamespaceError,
  type Namespace,
  NamespaceNotFoundError,
  type ObjectRequest,
  type TableCloning,
} from "@lancetree/core";
import { CallingNamespace, callOperation } from "../databases/operations.ts";
import { addPrefix } from "./add-prefix.ts";
import { listBelow } from "./list-below.ts";
import { stripPrefix, stripPrefixFromError } from "./strip-prefix.ts";

/**
 * The part of a database below a path, as a separate namespace: the path is its root, and its results and errors do not
 * contain the path. No request can name, list or register anything outside of it.
 *
 * The namespace at the path must exist; while it does not, every operation rejects with NamespaceNotFound.
 *
 * @param prefix - a valid path, not the root
 */
export function prefixedNamespace(database: Namespace, prefix: readonly string[]): Namespace & TableCloning {
  return new CallingNamespace(async (name, request, options) => {
    // Messages about an invalid request use the caller's paths.
    const prefixed = name === "listAllTables" ? request : addPrefix(name, request, prefix);
    try {
      if (name === "listAllTables") return await listBelow(database, prefix, request, options);
      // Validation accepts only the mode `exist_ok` for the root, which keeps it as it is: the root is never created.
      if (name === "createNamespace" && isRoot(request)) return await describeRoot(database, prefix, options);
      return stripPrefix(name, await callOperation(database, name, prefixed, options), request, prefix);
    } catch (error) {
      if (isNamespaceError(error, 1)) await requirePrefix(database, prefix, options);
      throw stripPrefixFromError(error, prefix);
    }
  });
}

function isRoot({ id }: ObjectRequest): boolean {
  return id?.length === 0;
}

async function describeRoot(
  database: Namespace,
  prefix: readonly string[],
  options: CallOptions | undefined,
): Promise<CreateNamespaceResponse> {
  const { properties } = await database.describeNamespace({ id: [...prefix] }, options);
  return { properties: properties ?? {} };
}

/** Rejects with a message of its own when the prefix does not exist: the caller's paths do not contain it. */
async function requirePrefix(
  database: Namespace,
  prefix: readonly string[],
  options: CallOptions | undefined,
): Promise<void> {
  const failure: unknown = await database
    .namespaceExists({ id: [...prefix] }, options)
    .catch((error: unknown) => error);
  if (isNamespaceError(failure, 1)) {
    throw new NamespaceNotFoundError("The prefix of this request is not a namespace of the database.");
  }
}
