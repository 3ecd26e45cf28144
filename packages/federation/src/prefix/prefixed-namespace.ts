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
 * The part of a database that lies below a path, as a namespace of its own: the path is its root, and its answers and
 * errors do not name it. Nothing outside can be named, listed or taken over by what a request says.
 *
 * The namespace at the path has to exist; while it does not, every operation rejects with NamespaceNotFound.
 *
 * @param prefix - a valid path, not the root
 */
export function prefixedNamespace(database: Namespace, prefix: readonly string[]): Namespace & TableCloning {
  return new CallingNamespace(async (name, request, options) => {
    // What is wrong with a request is told in the caller's own terms.
    const prefixed = name === "listAllTables" ? request : addPrefix(name, request, prefix);
    try {
      if (name === "listAllTables") return await listBelow(database, prefix, request, options);
      // The checks let it through, so it is `exist_ok`, which keeps what is there: the root is never created.
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

/** A missing namespace is one thing and a missing prefix another, about which the caller's own paths say nothing. */
async function requirePrefix(
  database: Namespace,
  prefix: readonly string[],
  options: CallOptions | undefined,
): Promise<void> {
  const failure: unknown = await database
    .namespaceExists({ id: [...prefix] }, options)
    .catch((error: unknown) => error);
  if (isNamespaceError(failure, 1)) {
    throw new NamespaceNotFoundError("The prefix of this request is no namespace of the database.");
  }
}
