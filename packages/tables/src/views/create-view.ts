import { randomUUID } from "node:crypto";
import type { MaterializedView, MaterializedViewSelect, Table } from "@lancedb/lancedb";
import { FileBuilder, openArrow, withMetadataValue } from "@lancetree/arrow";
import { type CallOptions, InvalidInputError, type Namespace, UnsupportedError } from "@lancetree/core";
import { nativeTable } from "../engine/native.ts";
import { resolveTable } from "../engine/resolve-table.ts";
import type { TableEngine } from "../engine/table-engine.ts";
import { type TableNames, tableNamesOf } from "../engine/table-names.ts";
import type { TableTarget } from "../engine/table-target.ts";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { type CreatedTable, createTableIn } from "../write/create-table.ts";

/** The query of a materialized view, with LanceDB's names. */
export interface ViewQuery {
  /** The name of a table. */
  source: string;
  /** The namespace of that table; by default the root. */
  sourceNamespace?: readonly string[] | undefined;
  /** Column names, pairs of a name and an SQL expression, or a record of these; by default all columns. */
  select?: MaterializedViewSelect | undefined;
  /** An SQL condition on the rows of the source. */
  where?: string | undefined;
  /** The maximum number of rows of the view. */
  limit?: number | undefined;
}

/** The key of the schema's metadata under which LanceDB stores the definition of a view. */
const definitionKey = "mv.definition";
/**
 * The kinds of views that LanceDB 0.39 can refresh; newer versions write others. The second kind is for a source
 * below the root.
 */
export const viewKinds: readonly string[] = ["select", "namespaced_select"];

/**
 * Creates an empty materialized view in LanceDB's format: a table whose schema contains the query. LanceDB can refresh
 * it from version 0.39 on.
 *
 * Rejects with TableNotFound (4) for a source that does not exist, TableAlreadyExists (5) for a name that is taken, and
 * InvalidInput (13) for a query that LanceDB refuses.
 */
export async function createViewIn(
  { namespace, engine }: { namespace: Namespace; engine: TableEngine },
  path: readonly string[],
  { source, sourceNamespace = [], ...query }: ViewQuery,
  { check, ...options }: CallOptions & { check?: (view: Table) => Promise<void> } = {},
): Promise<CreatedTable> {
  validateQuery(query);
  if (typeof source !== "string" || source === "") {
    throw new InvalidInputError("The source of a materialized view must be the name of a table.");
  }
  const from = [...sourceNamespace, source];
  // If the source is missing, LanceDB reports the view as missing.
  await resolveTable(namespace, from, options);
  const name = path.at(-1) ?? "";
  const isInRoot = path.length === 1 && from.length === 1;
  const write = async (target: TableTarget): Promise<Table> => {
    // LanceDB creates views in the root only. Any other view is created in memory first and then moved.
    const destination = isInRoot ? target : { location: `memory://${randomUUID()}`, name };
    const names: TableNames = {
      find: () => tableNamesOf(namespace, options).find(from),
      declare: async () => destination,
    };
    await using own = await engine.withNames(names);
    try {
      const view = await (await own.connect()).createMaterializedView(name, source, withoutAbsent(query));
      await check?.(view.table());
      return isInRoot ? view.table() : await writeView(engine, target, view, sourceNamespace);
    } catch (error) {
      throw toNamespaceError(error, { table: name, location: target.location });
    }
  };
  return createTableIn({ namespace, engine, write, options }, { id: [...path], mode: "Create" });
}

/** Writes a view that was created in memory to its location, with the namespace of its source in its definition. */
async function writeView(
  engine: TableEngine,
  target: TableTarget,
  view: MaterializedView,
  sourceNamespace: readonly string[],
): Promise<Table> {
  const made = view.table();
  const reader = await openArrow(await nativeTable(made).schema());
  await reader.close();
  made.close();
  const definition = readDefinition(reader.schema.metadata.get(definitionKey) ?? "", view.name);
  const [, namespaced] = viewKinds;
  const written =
    sourceNamespace.length === 0
      ? definition
      : { ...definition, kind: namespaced, source_namespace: sourceNamespace };
  const message = withMetadataValue(reader.schemaMessage, definitionKey, JSON.stringify(written));
  return engine.createFromFile(target, new FileBuilder(message).finish(), {
    mode: "create",
    storageOptions: { newTableEnableStableRowIds: "true" },
  });
}

/**
 * The kind of a view by LanceDB's name: `select`, or one that a newer version writes.
 *
 * @returns undefined for a table that is not a view
 * @throws InvalidInputError for a definition that cannot be read
 */
export async function viewKind(table: Table): Promise<string | undefined> {
  const text = (await table.schema()).metadata.get(definitionKey);
  if (text === undefined) return undefined;
  const { kind }: { kind?: unknown } = readDefinition(text, table.name);
  if (typeof kind === "string") return kind;
  throw new InvalidInputError(`The definition of materialized view '${table.name}' has no kind.`);
}

/** The SQL expressions in a view's definition, which any client may have written. */
export async function viewExpressions(table: Table): Promise<string[]> {
  const text = (await table.schema()).metadata.get(definitionKey);
  return text === undefined ? [] : expressionsIn(readDefinition(text, table.name));
}

function expressionsIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
    const isSql = key === "expression" || key === "filter";
    return isSql && typeof value === "string" ? [value] : expressionsIn(value);
  });
}

/**
 * Checks that a table is a view that LanceDB can refresh.
 * @throws InvalidInputError for a table that is not a view, UnsupportedError for a kind that LanceDB cannot refresh
 */
export async function requireView(table: Table): Promise<void> {
  const kind = await viewKind(table);
  if (kind === undefined) throw new InvalidInputError(`Table '${table.name}' is not a materialized view.`);
  if (!viewKinds.includes(kind)) {
    throw new UnsupportedError(
      `Materialized view '${table.name}' is of the kind '${kind}', which is not supported by this version of LanceDB.`,
    );
  }
}

/** LanceDB would treat a number as an empty selection, and truncate fractions. */
function validateQuery({
  select,
  where,
  limit,
  ...unknown
}: Omit<ViewQuery, "source" | "sourceNamespace">): void {
  const [key] = Object.keys(unknown);
  if (key !== undefined) {
    throw new InvalidInputError(
      `Unknown key "${key}" in the options of a materialized view. Known keys: select, where, limit.`,
    );
  }
  if (select !== undefined && !isSelect(select)) {
    throw new InvalidInputError(
      "select must be an array of column names and [name, SQL expression] pairs, or a record of SQL expressions.",
    );
  }
  if (where !== undefined && typeof where !== "string")
    throw new InvalidInputError("where must be a string of SQL.");
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0)) {
    throw new InvalidInputError("limit must be a non-negative integer.");
  }
}

function isSelect(select: unknown): boolean {
  if (typeof select !== "object" || select === null) return false;
  if (!Array.isArray(select)) return Object.values(select).every((entry) => typeof entry === "string");
  return select.every(
    (entry: unknown) =>
      typeof entry === "string" ||
      (Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === "string")),
  );
}

function readDefinition(text: string, name: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // The error is thrown below.
  }
  throw new InvalidInputError(`The definition of materialized view '${name}' is not readable JSON.`);
}

function withoutAbsent(query: Omit<ViewQuery, "source" | "sourceNamespace">): {
  select?: MaterializedViewSelect;
  where?: string;
  limit?: number;
} {
  return {
    ...(query.select !== undefined && { select: query.select }),
    ...(query.where !== undefined && { where: query.where }),
    ...(query.limit !== undefined && { limit: query.limit }),
  };
}
