import {
  type CallOptions,
  type CreateNamespaceRequest,
  type CreateNamespaceResponse,
  InvalidInputError,
  isNamespaceError,
  type Namespace,
  type ObjectRequest,
  pageOf,
  paginate,
  parseCreateNamespace,
  parseNamespaceId,
  validatePageRequest,
} from "@lancetree/core";
import { CallingNamespace, callOperation, type OperationName } from "./databases/operations.ts";

// On a namespace that was made as a database.
const databaseProperty = "lancetree.database";

/**
 * The databases of a catalog, as `connect_catalog` of LanceDB makes them: child namespaces of the root with a mark. Only
 * marked ones are listed, described and dropped; any other child is part of the one tree that `db://` clients see.
 *
 * `createNamespace` marks what it creates, and everything but the four operations on children goes to the catalog as it is.
 * They reject with InvalidInput for a child that is not marked.
 */
export function catalogOfDatabases(catalog: Namespace): Namespace {
  return new CallingNamespace(async (name, request, options) => {
    if (name === "listNamespaces" && idOf(request).length === 0) {
      return listDatabases(catalog, request, options);
    }
    if (!childOperations.has(name) || idOf(request).length !== 1) {
      return callOperation(catalog, name, request, options);
    }
    if (name === "createNamespace") return createDatabase(catalog, request, options);
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
    // No child of that name, or none can have it.
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
  // What is there already conflicts, whatever it is.
  if (mode !== "create") await requireDatabase(catalog, idOf(request), options);
  const created = await catalog.createNamespace(
    { ...request, properties: { ...properties, [databaseProperty]: "true" } },
    options,
  );
  // With `exist_ok`, what somebody else made in the meantime stays as it is.
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

/** Rejects for a namespace that is there and no database. */
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
    `The namespace ${name} was not made as a database, so db:// clients of that name see the whole catalog; create a database of another name.`,
  );
}
