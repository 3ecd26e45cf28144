import {
  NamespaceAlreadyExistsError,
  NamespaceNotFoundError,
  pageOf,
  parseCreateNamespace,
  parseDropNamespace,
  parseNamespaceId,
  UnsupportedError,
  validatePageRequest,
} from "@lancetree/core";
import { CallingNamespace } from "./operations.ts";

/**
 * The databases that files define, as child namespaces of a root: they can be listed and described. `createNamespace` with
 * `exist_ok` succeeds for an existing one; every other change is Unsupported.
 *
 * @param databases - names, ascending
 */
export function listedDatabases(databases: readonly string[]): CallingNamespace {
  const assertExists = (name: string): void => {
    if (!databases.includes(name)) {
      throw new NamespaceNotFoundError(`There is no database ${JSON.stringify(name.slice(0, 100))} here.`);
    }
  };
  return new CallingNamespace(async (operation, request) => {
    switch (operation) {
      case "listNamespaces": {
        const [name] = parseNamespaceId(request);
        if (name !== undefined) break;
        const { names, ...page } = pageOf(databases, validatePageRequest(request));
        return { namespaces: names, ...page };
      }
      case "describeNamespace":
      case "namespaceExists": {
        const [name, ...more] = parseNamespaceId(request);
        if (more.length > 0) break;
        if (name !== undefined) assertExists(name);
        return { properties: {} };
      }
      case "createNamespace": {
        const { path, mode } = parseCreateNamespace(request);
        const [name = "", ...more] = path;
        if (more.length > 0 || !databases.includes(name)) throw definedInFiles();
        if (mode === "create") throw new NamespaceAlreadyExistsError(`Database "${name}" already exists.`);
        if (mode === "exist_ok") return { properties: {} };
        throw definedInFiles();
      }
      case "dropNamespace": {
        const { path, mode } = parseDropNamespace(request);
        const [name = "", ...more] = path;
        if (more.length === 0 && !databases.includes(name) && mode === "skip") return { properties: {} };
        if (more.length === 0) assertExists(name);
        throw definedInFiles();
      }
      default:
    }
    throw new UnsupportedError("This operation needs a database; name one in the header x-lancedb-database.");
  });
}

function definedInFiles(): UnsupportedError {
  return new UnsupportedError(
    "The configuration files of this server define its databases; add or remove them there.",
  );
}
