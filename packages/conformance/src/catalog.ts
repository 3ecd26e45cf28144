import {
  type AlterPropertiesRequest,
  type AlterPropertiesResponse,
  type CallOptions,
  type FindObjectsRequest,
  type FindObjectsResponse,
  listNamespaceNames,
  listTableNames,
  type Namespace,
  type OperationName,
} from "@lancetree/core";
import { equal } from "./assert.ts";
import { callOptional } from "./unsupported-guard.ts";

/** The operations that make a table, each with the mode and properties that it takes. */
export const tableMakers = ["declareTable", "registerTable", "createTable"] as const;

/** An operation that makes a table. */
export type TableMaker = (typeof tableMakers)[number];

/** What a case may say about a table that it makes. */
export interface TableOptions {
  mode?: string;
  properties?: Record<string, string>;
}

/** A row of a table: its values by column. */
export type Row = Readonly<Record<string, unknown>>;

/** Functions that convert rows to Arrow and back. */
export interface ArrowHelpers {
  /**
   * An Arrow IPC stream of rows. Lists of numbers in the column `vector` become fixed-size lists of float32; other
   * numbers become any type that SQL can calculate with.
   */
  readonly encode: (rows: readonly Row[]) => Uint8Array;
  /** The rows of an Arrow IPC file. Integers may be bigints. */
  readonly decode: (file: Uint8Array) => Row[];
}

/** The fresh catalog that a case works on, with the steps that many cases share. */
export interface Catalog {
  readonly namespace: Namespace;
  /** Creates a namespace whose parent exists. */
  readonly addNamespace: (path: string[], properties?: Record<string, string>) => Promise<void>;
  /** Creates a table by the first operation that the backend supports. */
  readonly addTable: (path: string[], properties?: Record<string, string>) => Promise<void>;
  /** Makes a table by one operation; `declareTable` has no mode and ignores it. */
  readonly makeTable: (
    maker: TableMaker,
    path: string[],
    settings?: TableOptions,
  ) => ReturnType<Namespace[TableMaker]>;
  /** Changes properties. Ends the case as unsupported where the namespace does not have this operation. */
  readonly alterProperties: (
    request: AlterPropertiesRequest,
    options?: CallOptions,
  ) => Promise<AlterPropertiesResponse>;
  /** Finds objects by name. Ends the case as unsupported where the namespace does not have this operation. */
  readonly findObjects: (request: FindObjectsRequest, options?: CallOptions) => Promise<FindObjectsResponse>;
  /** A location that no table has. */
  readonly newLocation: () => string;
  /** The names of all namespaces in one. */
  readonly namespaces: (path: string[]) => Promise<string[]>;
  /** The names of all tables in a namespace. */
  readonly tables: (path: string[]) => Promise<string[]>;
  /** Makes Arrow of rows, and rows of Arrow. */
  readonly arrow: ArrowHelpers;
  /** Removes the latest version of a table and returns the path of its manifest, as a writer stages it. */
  readonly stageVersion: (location: string, version: number) => Promise<string>;
  /** Demands that the tree is the same after an action as before. */
  readonly unchanged: (action: () => Promise<unknown>) => Promise<void>;
}

/** What a catalog is made from. */
export interface CatalogParts {
  readonly namespace: Namespace;
  readonly unsupported: readonly OperationName[];
  readonly arrowStream: Uint8Array;
  readonly arrow: ArrowHelpers;
  readonly stageVersion: (location: string, version: number) => Promise<string>;
  readonly location: (index: number) => string;
}

/** Makes the catalog of one case. */
export function openCatalog({
  namespace,
  unsupported,
  arrowStream,
  location,
  arrow,
  stageVersion,
}: CatalogParts): Catalog {
  const can = (operation: OperationName): boolean => !unsupported.includes(operation);
  const maker = tableMakers.find(can) ?? "declareTable";
  let locations = 0;
  const newLocation = (): string => location(++locations);

  const namespaces = (path: string[]): Promise<string[]> => listNamespaceNames(namespace, path);
  const tables = (path: string[]): Promise<string[]> => listTableNames(namespace, path);

  const makeTable: Catalog["makeTable"] = (operation, id, { mode, properties } = {}) => {
    const named = { id, ...(properties && { properties }) };
    const moded = { ...named, ...(mode !== undefined && { mode }) };
    if (operation === "declareTable") return namespace.declareTable(named);
    if (operation === "registerTable") return namespace.registerTable({ ...moded, location: newLocation() });
    return namespace.createTable({ ...moded, data: arrowStream });
  };

  const describeTree = async (path: string[]): Promise<unknown> => {
    const tree: Record<string, unknown> = {};
    if (can("describeNamespace"))
      tree["properties"] = (await namespace.describeNamespace({ id: path })).properties;
    for (const name of can("listTables") ? await tables(path) : []) {
      const { location: tableLocation, properties } = await namespace.describeTable({ id: [...path, name] });
      tree[`table ${name}`] = { tableLocation, properties };
    }
    for (const name of can("listNamespaces") ? await namespaces(path) : []) {
      tree[`namespace ${name}`] = await describeTree([...path, name]);
    }
    return tree;
  };

  return {
    namespace,
    arrow,
    stageVersion,
    newLocation,
    namespaces,
    tables,
    makeTable,
    async alterProperties(request, options) {
      const response = await callOptional(namespace, "alterProperties", request, options);
      return response as AlterPropertiesResponse;
    },
    async findObjects(request, options) {
      return (await callOptional(namespace, "findObjects", request, options)) as FindObjectsResponse;
    },
    async addNamespace(id, properties) {
      await namespace.createNamespace({ id, ...(properties && { properties }) });
    },
    async addTable(id, properties) {
      await makeTable(maker, id, properties && { properties });
    },
    async unchanged(action) {
      const before = await describeTree([]);
      await action();
      equal(await describeTree([]), before, "the tree must not change");
    },
  };
}
