import {
  type CallOptions,
  type CreateNamespaceRequest,
  type CreateNamespaceResponse,
  databaseProperty,
  InvalidInputError,
  isNamespaceError,
  type Namespace,
  type ObjectRequest,
  PermissionDeniedError,
  pageOf,
  paginate,
  parseCreateNamespace,
  parseNamespaceId,
  validatePageRequest,
} from "@lancetree/core";
import { CallingNamespace, callOperation, type OperationName } from "./databases/operations.ts";

/**
 * The databases of a catalog, as `connect_catalog` of LanceDB creates them: child namespaces of the root that have the
 * property `lancetree.database`. Only these are listed, described and dropped; any other child is part of the one tree that
 * `db://` clients see.
 *
 * `createNamespace` adds the property. All operations except the four on children are passed to the catalog unchanged. The
 * four reject with InvalidInput for a child without the property.
 *
 * @param mayCreate - whether `createNamespace` may add a database; it rejects with PermissionDenied otherwise
 */
export function catalogOfDatabases(catalog: Namespace, mayCreate = true): Namespace {
  return new CallingNamespace(async (name, request, options) => {
    if (name === "listNamespaces" && idOf(request).length === 0) {
      return listDatabases(catalog, request, options);
    }
    if (!childOperations.has(name) || idOf(request).length !== 1) {
      return callOperation(catalog, name, request, options);
    }
    if (name === "createNamespace") {
      if (mayCreate) return createDatabase(catalog, request, options);
      throw new PermissionDeniedError("Only keys without paths create databases.");
    }
    await requireDatabase(catalog, idOf(request), options);
    return callOperation(catalog, name, request, options);
  });
}

/** Whether a catalog has a database of that name. */
export async function hasDatabase(catalog: Namespace, name: string, options?: CallOptions): Promise<boolean> {
  try {
    const { properties } = await catalog.describeNamespace({ id: [name] }, options);
    return properties?.[databaseProperty] === "true";
  } catch (error) {
    // There is no child of that name, or the name is invalid.
    if (isNamespaceError(error, 1) || isNamespaceError(error, 13)) return false;
    throw error;
  }
}

const childOperations: ReadonlySet<OperationName> = new Set([
  "createNamespace",
  "describeNamespace",
  "namespaceExists",
  "dropNamespace",
]);

function idOf(request: ObjectRequest): readonly string[] {
  return parseNamespaceId(request);
}

async function createDatabase(
  catalog: Namespace,
  request: CreateNamespaceRequest,
  options: CallOptions | undefined,
): Promise<CreateNamespaceResponse> {
  const { properties, mode } = parseCreateNamespace(request);
  // In mode `create` an existing child is a conflict, with or without the property.
  if (mode !== "create") await requireDatabase(catalog, idOf(request), options);
  const created = await catalog.createNamespace(
    { ...request, properties: { ...properties, [databaseProperty]: "true" } },
    options,
  );
  // With `exist_ok`, a child that another client created in the meantime was kept as it is.
  await requireDatabase(catalog, idOf(request), options);
  return created;
}

async function listDatabases(
  catalog: Namespace,
  request: object,
  options: CallOptions | undefined,
): Promise<unknown> {
  const page = validatePageRequest(request);
  const children = paginate(
    (token) => catalog.listNamespaces({ id: [], page_token: token }, options),
    ({ namespaces }) => namespaces,
  );
  const databases: string[] = [];
  for await (const child of children) {
    if (await hasDatabase(catalog, child, options)) databases.push(child);
  }
  const { names, ...rest } = pageOf(databases, page);
  return { namespaces: names, ...rest };
}

/** Rejects with InvalidInput for a namespace that exists and was not created as a database. */
async function requireDatabase(
  catalog: Namespace,
  id: readonly string[],
  options: CallOptions | undefined,
): Promise<void> {
  try {
    const { properties } = await catalog.describeNamespace({ id: [...id] }, options);
    if (properties?.[databaseProperty] === "true") return;
  } catch (error) {
    if (isNamespaceError(error, 1)) return;
    throw error;
  }
  const name = JSON.stringify(id[0]);
  throw new InvalidInputError(
    `The namespace ${name} was not created as a database, so db:// clients of that name see the whole catalog; create a database of another name.`,
  );
}
