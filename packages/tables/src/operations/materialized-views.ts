import type { Table } from "@lancedb/lancedb";
import { type ArrowSchema, openArrow, toJsonSchema } from "@lancetree/arrow";
import {
  type CallOptions,
  type CreateMaterializedViewRequest,
  type CreateMaterializedViewResponse,
  InvalidInputError,
  type RefreshMaterializedViewRequest,
  type RefreshMaterializedViewResponse,
  UnsupportedError,
} from "@lancetree/core";
import { schemaOf } from "../arrow/table-schema.ts";
import { tableNamesOf } from "../engine/table-names.ts";
import { useTable } from "../engine/use-table.ts";
import {
  createViewIn,
  requireView,
  type ViewQuery,
  viewExpressions,
  viewKinds,
} from "../views/create-view.ts";
import { type DataContext, openTable } from "./table-access.ts";

/**
 * Creates a view whose `source_query` is LanceDB's own definition of one, the JSON that LanceDB keeps in the schema of a view
 * (`mv.definition`): `{"source_table": "people", "projections": [{"output": "name", "expression": "name"}], "filter": "age >= 18"}`. A source below the root
 * has its namespace in `source_namespace`, an array of names.
 */
export async function createMaterializedView(
  context: DataContext,
  request: CreateMaterializedViewRequest,
  options?: CallOptions,
): Promise<CreateMaterializedViewResponse> {
  if (request.kind !== "query" || (request.udtf_spec !== undefined && request.udtf_spec !== null)) {
    throw new UnsupportedError(
      'A view by a user-defined table function is not supported, because LanceDB does not run such functions. The kind must be "query".',
    );
  }
  if (request.auto_refresh) {
    throw new UnsupportedError(
      "auto_refresh is not supported, because no job watches the source of a view; call RefreshMaterializedView.",
    );
  }
  const query = readSourceQuery(request.source_query);
  readExpressions(context, query);
  const declared = await readOutputSchema(request.output_schema);
  const check = async (view: Table): Promise<void> => requireSameColumns(await schemaOf(view), declared);
  const path = request.id ?? [];
  const { response, table } = await createViewIn(context, path, query, { ...options, check });
  table?.close();
  const { version = 1 } = response;
  if (request.with_no_data !== false) return { version };
  return { version, job_id: await refresh(context, path, undefined, options) };
}

/**
 * Refreshes a view that LanceDB can refresh, also one of another client. Resolves when the refresh is over; the job id contains
 * the version that the view then has.
 */
export async function refreshMaterializedView(
  context: DataContext,
  request: RefreshMaterializedViewRequest,
  options?: CallOptions,
): Promise<RefreshMaterializedViewResponse> {
  for (const key of settings) {
    if (request[key] === undefined || request[key] === null) continue;
    throw new UnsupportedError(`${key} is not supported, because LanceDB refreshes a view in this process.`);
  }
  if (request.output_limit !== undefined && request.output_limit !== null) {
    throw new InvalidInputError("output_limit applies only to views that a chunker creates.");
  }
  const version = request.src_version ?? undefined;
  if (version !== undefined && !(Number.isSafeInteger(version) && version >= 1)) {
    throw new InvalidInputError("src_version must be a version of the view's source: a positive integer.");
  }
  return { job_id: await refresh(context, request.id ?? [], version, options) };
}

const settings = [
  "max_rows_per_fragment",
  "concurrency",
  "intra_applier_concurrency",
  "source_task_size",
  "cluster",
  "manifest",
] as const;

async function refresh(
  context: DataContext,
  path: readonly string[],
  sourceVersion: number | undefined,
  options?: CallOptions,
): Promise<string> {
  const { namespace, sql } = context;
  await using engine = await context.engine.withNames(tableNamesOf(namespace, options));
  const { table, target } = await openTable({ ...context, engine }, { id: path }, options);
  // Awaited here, because the engine must stay open until the refresh ends.
  return await useTable(table, target, async () => {
    await requireView(table);
    // The definition is in the table, so other clients may have written it.
    for (const expression of await viewExpressions(table))
      sql.expression("The view's definition", expression);
    const { version } = await table.refreshMaterializedView(false, sourceVersion);
    return `refreshed-to-version-${version}`;
  });
}

function readSourceQuery(text: string): ViewQuery {
  const definition: Readonly<Record<string, unknown>> = { ...parse(text) };
  const { kind = "select", source_table, source_namespace = [], projections, filter, limit } = definition;
  if (typeof kind !== "string" || typeof source_table !== "string") throw unreadableQuery();
  if (!viewKinds.includes(kind)) {
    throw new UnsupportedError(
      `source_query is of the kind ${JSON.stringify(kind)}, which is not supported: LanceDB refreshes ${viewKinds.join(" and ")}.`,
    );
  }
  if (!isPath(source_namespace)) throw unreadableQuery();
  if (filter !== undefined && filter !== null && typeof filter !== "string") throw unreadableQuery();
  if (limit !== undefined && limit !== null && typeof limit !== "number") throw unreadableQuery();
  return {
    source: source_table,
    sourceNamespace: source_namespace,
    ...(projections !== undefined && { select: readProjections(projections) }),
    ...(typeof filter === "string" && { where: filter }),
    ...(typeof limit === "number" && { limit }),
  };
}

/** LanceDB stores the expressions as given, so they are only checked here. */
function readExpressions({ sql }: DataContext, { select, where }: ViewQuery): void {
  sql.condition("filter", where);
  for (const projection of Array.isArray(select) ? select : []) {
    const [name, expression] = projection;
    sql.expression(`Column "${name}"`, expression);
  }
}

function isPath(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // The error is thrown below.
  }
  throw unreadableQuery();
}

function readProjections(projections: unknown): [string, string][] {
  if (!Array.isArray(projections)) throw unreadableQuery();
  return projections.map((entry: unknown): [string, string] => {
    const { output, expression }: { output?: unknown; expression?: unknown } = { ...Object(entry) };
    if (typeof output !== "string" || typeof expression !== "string") throw unreadableQuery();
    return [output, expression];
  });
}

function unreadableQuery(): InvalidInputError {
  return new InvalidInputError(
    "source_query must be LanceDB's definition of a view as JSON, with source_table, and source_namespace, projections, filter and limit where they are set.",
  );
}

async function readOutputSchema(text: string): Promise<ArrowSchema> {
  try {
    const reader = await openArrow(Buffer.from(text, "base64"));
    await reader.close();
    return reader.schema;
  } catch (error) {
    throw new InvalidInputError("output_schema must be an Arrow schema in base64.", { cause: error });
  }
}

/** LanceDB adds a column for the row ids of the source, and makes every column nullable. */
function requireSameColumns(made: ArrowSchema, declared: ArrowSchema): void {
  const columns = (schema: ArrowSchema): string =>
    JSON.stringify(
      toJsonSchema(schema)
        .fields.filter(({ name }) => name !== "__source_row_id")
        .map(({ name, type }) => [name, type.type]),
    );
  if (columns(made) === columns(declared)) return;
  throw new InvalidInputError(
    `output_schema does not fit the query, which makes the columns ${columns(made)}.`,
  );
}
